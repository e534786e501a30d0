#include "tests/validate/definition_kit.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::validate::test::measure_rules_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

// define "Old": 1   define Young: 2   // define Hidden
const std::string ages =
    "{'resourceType':'Library','url':'http://a.example/Library/ages','name':'Ages','status':'draft',"
    "'type':{'text':'x'},'content':[{'contentType':'text/"
    "cql','data':'ZGVmaW5lICJPbGQiOiAxCmRlZmluZSBZb3VuZzogMgovLyBkZWZpbmUgSGlkZGVuCg=='}]}";

std::string measure(std::string_view groups, std::string_view more = "") {
    return fmt::format(
        "{{'resourceType':'Measure','url':'http://a.example/Measure/m','status':'draft'{},'group':[{}]}}",
        more, groups);
}

std::string stratified(std::string_view expression) {
    return measure(
        fmt::format("{{'population':[{{'criteria':{{'language':'text/cql','expression':'Ages.Old'}}}}],"
                    "'stratifier':[{{'criteria':{{'language':'text/cql','expression':'{}'}}}}]}}",
                    expression),
        ",'library':['http://a.example/Library/ages']");
}

std::string concept_of(std::string_view code) {
    return fmt::format("'code':{{'coding':[{{'system':'http://a.example/c','code':'{}'}}]}}", code);
}

std::string report(std::string_view groups, std::string_view type = "summary") {
    return fmt::format("{{'resourceType':'MeasureReport','status':'complete','type':'{}','measure':'http://"
                       "a.example/Measure/m',"
                       "'period':{{'start':'2026'}},'group':[{}]}}",
                       type, groups);
}

std::string scored(std::string_view scoring, std::string_view group) {
    return measure(group, fmt::format(",'scoring':{{'coding':[{{'system':'http://terminology.hl7.org/"
                                      "CodeSystem/measure-scoring','code':'{}'}}]}}",
                                      scoring));
}

TEST(Measures, use_expressions_that_their_library_defines) {
    EXPECT_THAT(found_in(stratified("Ages.Young"), {ages}), IsEmpty());
    EXPECT_THAT(found_in(stratified("Young"), {ages}), IsEmpty());
    EXPECT_THAT(found_in(stratified("Ages.Hidden"), {ages}),
                ElementsAre("VD116 Measure.group[0].stratifier[0].criteria"));
    EXPECT_THAT(found_in(stratified("Sizes.Old"), {ages}),
                ElementsAre("VD114 Measure.group[0].stratifier[0].criteria"));
}

TEST(Measures, without_their_library_are_not_checked) {
    EXPECT_THAT(found_in(stratified("Ages.Hidden")), ElementsAre("VD110 Measure.library[0]"));
}

TEST(Measures, whose_library_cannot_be_decoded_are_reported) {
    const auto library = [](std::string_view type, std::string_view data) {
        return fmt::format("{{'resourceType':'Library','url':'http://a.example/Library/"
                           "ages','name':'Ages','status':'draft','type':{{'text':'x'}},"
                           "'content':[{{'contentType':'text/"
                           "cql','data':'ZGVmaW5lICJPbGQiOiAxCg=='}},{{'contentType':'{}','data':'{}'}}]}}",
                           type, data);
    };
    // {"library":{"statements":{"def":[{"name":"Young"}]}}}
    constexpr std::string_view elm_json =
        "eyJsaWJyYXJ5Ijp7InN0YXRlbWVudHMiOnsiZGVmIjpbeyJuYW1lIjoiWW91bmcifV19fX0=";
    EXPECT_THAT(found_in(stratified("Ages.Young"), {library("application/elm+json", elm_json)}), IsEmpty());
    EXPECT_THAT(found_in(stratified("Ages.Hidden"), {library("application/elm+json", elm_json)}),
                ElementsAre("VD116 Measure.group[0].stratifier[0].criteria"));
    for (const char* const type : {"text/cql", "application/elm+json", "application/elm+xml"}) {
        EXPECT_THAT(found_in(stratified("Ages.Hidden"), {library(type, "%%%")}),
                    ElementsAre("VD118 Measure.library[0]"))
            << type;
    }
    // {}
    EXPECT_THAT(found_in(stratified("Ages.Hidden"), {library("application/elm+json", "e30K")}),
                ElementsAre("VD118 Measure.library[0]"));
    EXPECT_THAT(found_in(stratified("Ages.Hidden"), {library("application/elm+json", "ZGVmaW5l")}),
                ElementsAre("VD118 Measure.library[0]"));
    EXPECT_THAT(found_in(stratified("Ages.Hidden"), {library("application/elm+xml", "ZGVmaW5l")}),
                ElementsAre("VD118 Measure.library[0]"));
}

TEST(Measures, distinguish_several_populations) {
    const std::string criteria = "{'criteria':{'language':'text/cql','expression':'x'}}";
    EXPECT_THAT(found_in(measure(fmt::format("{{'population':[{0},{0}]}}", criteria))),
                ElementsAre("VD112 Measure.group[0].population[0]", "VD112 Measure.group[0].population[1]"));
}

// Populations by their codes; "" has none.
std::string populations(std::initializer_list<std::string_view> codes) {
    std::string out;
    for (const std::string_view code : codes) {
        out += fmt::format(
            "{}{{{}'criteria':{{'language':'text/fhirpath','expression':'true'}}}}", out.empty() ? "" : ",",
            code.empty() ? ""
                         : fmt::format("'code':{{'coding':[{{'system':'http://terminology.hl7.org/"
                                       "CodeSystem/measure-population','code':'{}'}}]}},",
                                       code));
    }
    return out;
}

std::string group_of(std::initializer_list<std::string_view> codes, std::string_view more = "") {
    return fmt::format("{{'population':[{}]{}}}", populations(codes), more);
}

TEST(Measures, have_the_populations_of_their_scoring) {
    struct Row {
        std::string_view scoring;
        std::initializer_list<std::string_view> whole;      // required and optional
        std::initializer_list<std::string_view> incomplete; // one that is required is missing
        std::initializer_list<std::string_view> too_many;   // the last one is not permitted
    };
    const Row rows[] = {
        {"proportion",
         {"initial-population", "denominator", "denominator-exclusion", "denominator-exception", "numerator",
          "numerator-exclusion"},
         {"initial-population", "denominator"},
         {"initial-population", "denominator", "numerator", "measure-population"}},
        {"ratio",
         {"initial-population", "initial-population", "denominator", "denominator-exclusion", "numerator",
          "numerator-exclusion", "measure-observation"},
         {"initial-population", "numerator"},
         {"initial-population", "denominator", "numerator", "denominator-exception"}},
        {"continuous-variable",
         {"initial-population", "measure-population", "measure-population-exclusion", "measure-observation"},
         {"initial-population"},
         {"initial-population", "measure-population", "numerator"}},
        {"cohort", {"initial-population"}, {"measure-observation"}, {"initial-population", "denominator"}},
    };
    for (const Row& row : rows) {
        EXPECT_THAT(found_in(scored(row.scoring, group_of(row.whole))), IsEmpty()) << row.scoring;
        EXPECT_THAT(found_in(scored(row.scoring, group_of(row.incomplete))),
                    ElementsAre("VD119 Measure.group[0]"))
            << row.scoring;
        EXPECT_THAT(
            found_in(scored(row.scoring, group_of(row.too_many))),
            ElementsAre(fmt::format("VD135 Measure.group[0].population[{}]", row.too_many.size() - 1)))
            << row.scoring;
    }
}

TEST(Measures, with_a_population_without_a_code_may_have_all_that_their_scoring_requires) {
    EXPECT_THAT(found_in(scored("cohort", group_of({""}))), IsEmpty());
    EXPECT_THAT(found_in(scored("proportion", group_of({"cohort-of-our-own"}))),
                ElementsAre("VD119 Measure.group[0]"));
}

TEST(Measures, whose_group_has_a_scoring_of_its_own_are_judged_by_it) {
    constexpr std::string_view own =
        ",'extension':[{'url':'http://hl7.org/fhir/5.0/StructureDefinition/extension-Measure.group.scoring',"
        "'valueCodeableConcept':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/measure-scoring',"
        "'code':'cohort'}]}}]";
    EXPECT_THAT(found_in(scored("proportion", group_of({"initial-population"}, own))), IsEmpty());
}

TEST(Measure_reports, of_an_unknown_measure_are_not_checked) {
    EXPECT_THAT(found_in(report("{}")), Contains("VD121 MeasureReport.measure"));
}

TEST(Measure_reports, have_the_groups_and_populations_of_their_measure) {
    const auto population = [](std::string_view code) {
        return fmt::format("{{'population':[{{{},'count':1}}]}}", concept_of(code));
    };
    const std::string one =
        scored("cohort",
               fmt::format("{{'population':[{{{},'criteria':{{'language':'text/cql','expression':'x'}}}}]}}",
                           concept_of("a")));
    EXPECT_THAT(found_in(report(population("a")), {one}), IsEmpty());
    EXPECT_THAT(found_in(report(population("b")), {one}),
                ElementsAre("VD126 MeasureReport.group[0]", "VD124 MeasureReport.group[0].population[0]"));
    EXPECT_THAT(
        found_in(report(population("a") + "," + population("a")), {one}),
        ElementsAre("VD126 MeasureReport", "VD123 MeasureReport.group[0]", "VD123 MeasureReport.group[1]"));
}

TEST(Measure_reports, of_subjects_count_them) {
    const auto counted = [](int count) {
        return fmt::format("{{'population':[{{{},'count':{},'subjectResults':{{'reference':'List/1'}}}}]}}",
                           concept_of("a"), count);
    };
    const std::string one =
        scored("cohort",
               fmt::format("{{'population':[{{{},'criteria':{{'language':'text/cql','expression':'x'}}}}]}}",
                           concept_of("a")));
    EXPECT_THAT(found_in(report(counted(1), "subject-list"), {one}), IsEmpty());
    EXPECT_THAT(found_in(report(counted(2), "subject-list"), {one}),
                ElementsAre("VD128 MeasureReport.group[0].population[0]"));
    EXPECT_THAT(found_in(report(counted(1), "summary"), {one}),
                ElementsAre("VD129 MeasureReport.group[0].population[0]"));
}

TEST(Measure_reports, score_as_their_measure_says) {
    const std::string empty = "{'description':'x'}";
    const auto score = [](std::string_view members) {
        return fmt::format("{{'measureScore':{{{}}}}}", members);
    };
    EXPECT_THAT(found_in(report(score("'value':0.5")), {scored("proportion", empty)}), IsEmpty());
    EXPECT_THAT(found_in(report(score("'value':1.5")), {scored("proportion", empty)}),
                ElementsAre("VD132 MeasureReport.group[0].measureScore.value"));
    EXPECT_THAT(found_in(report(score("'value':0.5,'unit':'x'")), {scored("proportion", empty)}),
                ElementsAre("VD133 MeasureReport.group[0].measureScore.unit"));
    EXPECT_THAT(found_in(report(score("'unit':'x'")), {scored("ratio", empty)}),
                ElementsAre("VD131 MeasureReport.group[0].measureScore"));
    EXPECT_THAT(found_in(report(score("'value':3")), {scored("cohort", empty)}),
                ElementsAre("VD130 MeasureReport.group[0].measureScore"));
}

} // namespace
} // namespace renkei::validate::test::measure_rules_test
