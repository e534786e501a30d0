#include "tests/validate/definition_kit.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::validate::test::definition_rules_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

const std::string colours =
    "{'resourceType':'CodeSystem','url':'http://a.example/colours','status':'draft','content':'complete',"
    "'property':[{'code':'warm','type':'boolean'},{'code':'of','type':'Coding'},{'code':'next','type':'code'}"
    "],"
    "'filter':[{'code':'shade','operator':['='],'value':'a shade'}],"
    "'concept':[{'code':'red','display':'Red'},{'code':'blue','display':'Blue'}]}";

std::string include(std::string_view more) {
    return value_set(
        fmt::format("'compose':{{'include':[{{'system':'http://a.example/colours',{}}}]}}", more));
}

std::string filter(std::string_view property, std::string_view op, std::string_view value) {
    return include(fmt::format("'filter':[{{'property':'{}','op':'{}','value':'{}'}}]", property, op, value));
}

TEST(Canonical_urls, of_definitions_are_absolute) {
    EXPECT_THAT(found_in("{'resourceType':'ValueSet','url':'ValueSet/v','status':'draft'}"),
                ElementsAre("VD01 ValueSet.url"));
    EXPECT_THAT(found_in("{'resourceType':'ValueSet','url':'urn:oid:1.2.3','status':'draft'}"), IsEmpty());
}

TEST(Canonical_urls, lead_to_the_type_that_is_wanted) {
    const std::string questionnaire =
        "{'resourceType':'Questionnaire','status':'draft','item':[{'linkId':'1',"
        "'type':'choice','answerValueSet':'http://a.example/colours'}]}";
    EXPECT_THAT(found_in(questionnaire, {colours}), ElementsAre("VD03 Questionnaire.item[0].answerValueSet"));
}

TEST(Value_sets, name_code_systems_by_absolute_uris) {
    EXPECT_THAT(found_in(value_set("'compose':{'include':[{'system':'#c1'}]}")),
                ElementsAre("VD40 ValueSet.compose.include[0]"));
    EXPECT_THAT(found_in(value_set(
                    "'compose':{'include':[{'system':'http://hl7.org/fhir/ValueSet/observation-status'}]}")),
                ElementsAre("VD41 ValueSet.compose.include[0]"));
}

TEST(Value_sets, list_codes_that_exist) {
    EXPECT_THAT(found_in(include("'concept':[{'code':'red'},{'code':'green'}]"), {colours}),
                ElementsAre("VD42 ValueSet.compose.include[0].concept[1]"));
    EXPECT_THAT(found_in(include("'concept':[{'code':'red','display':'Rot'}]"), {colours}),
                ElementsAre("VD44 ValueSet.compose.include[0].concept[0]"));
}

TEST(Value_sets, of_a_system_that_is_not_loaded_are_not_checked) {
    EXPECT_THAT(found_in(include("'concept':[{'code':'red'},{'code':'green'}]")),
                ElementsAre("VD43 ValueSet.compose.include[0].concept[0]"));
}

TEST(Value_sets, of_snomed_hold_what_can_be_its_identifiers) {
    const auto of_snomed = [](std::string_view code) {
        return value_set(fmt::format("'compose':{{'include':[{{'system':'http://snomed.info/sct',"
                                     "'concept':[{{'code':'{}'}}]}}]}}",
                                     code));
    };
    EXPECT_THAT(found_in(of_snomed("1")), ElementsAre("VD42 ValueSet.compose.include[0].concept[0]"));
    EXPECT_THAT(found_in(of_snomed("840539007")), ElementsAre("VD42 ValueSet.compose.include[0].concept[0]"));
    EXPECT_THAT(found_in(of_snomed("840539006")), ElementsAre("VD43 ValueSet.compose.include[0].concept[0]"));
    EXPECT_THAT(found_in(of_snomed("51185008:272741003=7771000")),
                Not(Contains(testing::StartsWith("VD42"))));
}

TEST(Value_sets, import_value_sets) {
    EXPECT_THAT(found_in(value_set("'compose':{'include':[{'valueSet':['http://a.example/none']}]}")),
                ElementsAre("VD45 ValueSet.compose.include[0].valueSet[0]"));
    EXPECT_THAT(
        found_in(value_set("'compose':{'include':[{'valueSet':['http://a.example/colours']}]}"), {colours}),
        Contains("VD46 ValueSet.compose.include[0].valueSet[0]"));
}

TEST(Filters, go_by_what_the_code_system_has) {
    EXPECT_THAT(found_in(filter("size", "=", "5"), {colours}),
                ElementsAre("VD47 ValueSet.compose.include[0].filter[0]"));
    EXPECT_THAT(found_in(filter("parent", "=", "red"), {colours}),
                ElementsAre("VD47 ValueSet.compose.include[0].filter[0]"));
    EXPECT_THAT(found_in(filter("shade", "=", "dark"), {colours}), IsEmpty());
    EXPECT_THAT(found_in(filter("shade", "in", "dark"), {colours}),
                ElementsAre("VD48 ValueSet.compose.include[0].filter[0]"));
}

TEST(Filters, take_values_of_the_propertys_type) {
    EXPECT_THAT(found_in(filter("warm", "=", "true"), {colours}), IsEmpty());
    EXPECT_THAT(found_in(filter("warm", "=", "1"), {colours}),
                ElementsAre("VD49 ValueSet.compose.include[0].filter[0]"));
    EXPECT_THAT(found_in(filter("next", "=", "green"), {colours}),
                ElementsAre("VD57 ValueSet.compose.include[0].filter[0]"));
    EXPECT_THAT(found_in(filter("next", "in", "red,blue"), {colours}), IsEmpty());
    EXPECT_THAT(found_in(filter("concept", "is-a", "green"), {colours}),
                ElementsAre("VD50 ValueSet.compose.include[0].filter[0]"));
    EXPECT_THAT(found_in(filter("of", "=", "red"), {colours}),
                ElementsAre("VD51 ValueSet.compose.include[0].filter[0]"));
    EXPECT_THAT(found_in(filter("of", "=", "http://a.example/colours#red"), {colours}), IsEmpty());
    EXPECT_THAT(found_in(filter("of", "=", "http://a.example/colours#green"), {colours}),
                ElementsAre("VD50 ValueSet.compose.include[0].filter[0]"));
}

TEST(Filters, are_regular_expressions_where_they_say_so) {
    for (const char* const good : {"[a-z]+", "(?=a)b", "a{2,3}", "(a)\\\\1"}) {
        EXPECT_THAT(found_in(filter("code", "regex", good), {colours}), IsEmpty()) << good;
    }
    for (const char* const bad : {"[", "(a", "*a", "a)"}) {
        EXPECT_THAT(found_in(filter("code", "regex", bad), {colours}),
                    ElementsAre("VD55 ValueSet.compose.include[0].filter[0]"))
            << bad;
    }
}

TEST(Filters, by_concept_and_code_have_the_operations_of_codes) {
    EXPECT_THAT(found_in(filter("concept", "regex", "r.*"), {colours}),
                ElementsAre("VD48 ValueSet.compose.include[0].filter[0]"));
    EXPECT_THAT(found_in(filter("code", "exists", "true"), {colours}),
                ElementsAre("VD48 ValueSet.compose.include[0].filter[0]"));
    EXPECT_THAT(found_in(filter("concept", "in", "red"), {colours}), IsEmpty());
}

TEST(Filters, by_dates_and_numbers_take_such) {
    EXPECT_THAT(found_in(filter("effectiveDate", "=", "2020-02"), {colours}), IsEmpty());
    EXPECT_THAT(found_in(filter("effectiveDate", "=", "soon"), {colours}),
                ElementsAre("VD54 ValueSet.compose.include[0].filter[0]"));
    EXPECT_THAT(found_in(filter("itemWeight", "=", "1.5"), {colours}), IsEmpty());
    EXPECT_THAT(found_in(filter("itemWeight", "=", "heavy"), {colours}),
                ElementsAre("VD54 ValueSet.compose.include[0].filter[0]"));
}

// R4 snomedct.html: concept, constraint (in ECL), expressions
TEST(Filters, of_snomed_are_read_though_it_is_not_loaded) {
    const auto of_snomed = [](std::string_view property, std::string_view op, std::string_view value) {
        return value_set(fmt::format("'compose':{{'include':[{{'system':'http://snomed.info/"
                                     "sct','filter':[{{'property':'{}','op':'{}','value':'{}'}}]}}]}}",
                                     property, op, value));
    };
    const auto place = [](std::string_view id) {
        return fmt::format("{} ValueSet.compose.include[0].filter[0]", id);
    };
    EXPECT_THAT(found_in(of_snomed("concept", "is-a", "840539006")), IsEmpty());
    EXPECT_THAT(found_in(of_snomed("concept", "is-a", "840539007")), ElementsAre(place("VD50")));
    EXPECT_THAT(found_in(of_snomed("concept", "=", "840539006")), ElementsAre(place("VD48")));
    EXPECT_THAT(found_in(of_snomed("constraint", "=", "<< 840539006 |COVID-19|")), IsEmpty());
    EXPECT_THAT(found_in(of_snomed("constraint", "=", "<< << 840539006")), ElementsAre(place("VD56")));
    EXPECT_THAT(found_in(of_snomed("constraint", "is-a", "<< 840539006")), ElementsAre(place("VD48")));
    EXPECT_THAT(found_in(of_snomed("expressions", "=", "true")), IsEmpty());
    EXPECT_THAT(found_in(of_snomed("expressions", "=", "maybe")), ElementsAre(place("VD49")));
}

TEST(Value_sets, name_code_systems_without_a_version) {
    EXPECT_THAT(
        found_in(value_set("'compose':{'include':[{'system':'http://a.example/colours|1'}]}"), {colours}),
        ElementsAre("VD52 ValueSet.compose.include[0]"));
}

TEST(Value_sets, do_not_include_supplements) {
    const std::string supplement = code_system(
        "'content':'supplement','supplements':'http://a.example/colours','concept':[{'code':'red'}]");
    EXPECT_THAT(found_in(value_set("'compose':{'include':[{'system':'http://a.example/CodeSystem/c'}]}"),
                         {colours, supplement}),
                ElementsAre("VD53 ValueSet.compose.include[0]"));
}

TEST(Code_systems, say_how_much_is_there) {
    const std::string two = "'concept':[{'code':'a','concept':[{'code':'b'}]}]";
    EXPECT_THAT(found_in(code_system("'content':'complete','count':2," + two)), IsEmpty());
    EXPECT_THAT(found_in(code_system("'content':'complete','count':3," + two)),
                ElementsAre("VD62 CodeSystem.count"));
    EXPECT_THAT(found_in(code_system("'content':'fragment','count':3," + two)), IsEmpty());
    EXPECT_THAT(found_in(code_system("'content':'fragment','count':1," + two)),
                ElementsAre("VD62 CodeSystem.count"));
    EXPECT_THAT(found_in(code_system("'content':'not-present'," + two)),
                ElementsAre("VD63 CodeSystem.concept[0]"));
    EXPECT_THAT(found_in(code_system("'content':'complete'")), ElementsAre("VD61 CodeSystem"));
}

TEST(Code_systems, that_supplement_another_use_its_codes) {
    EXPECT_THAT(found_in(code_system("'content':'supplement'")), ElementsAre("VD64 CodeSystem"));
    EXPECT_THAT(found_in(code_system("'content':'supplement','supplements':'http://a.example/colours',"
                                     "'concept':[{'code':'red'},{'code':'green'}]"),
                         {colours}),
                ElementsAre("VD67 CodeSystem.concept[1]"));
}

TEST(Code_systems, that_supplement_another_say_nothing_of_it_as_a_whole) {
    const auto supplement = [](std::string_view more) {
        return code_system(
            fmt::format("'content':'supplement','supplements':'http://a.example/colours',{}", more));
    };
    EXPECT_THAT(found_in(supplement("'caseSensitive':true"), {colours}),
                ElementsAre("VD75 CodeSystem.caseSensitive"));
    EXPECT_THAT(
        found_in(
            code_system(
                "'content':'complete','supplements':'http://a.example/colours','concept':[{'code':'a'}]"),
            {colours}),
        ElementsAre("VD65 CodeSystem.supplements"));
}

TEST(Code_systems, say_what_their_properties_mean) {
    const auto declaring = [](std::string_view properties) {
        return code_system(
            fmt::format("'content':'complete','property':[{}],'concept':[{{'code':'a'}}]", properties));
    };
    EXPECT_THAT(
        found_in(declaring("{'code':'n','uri':'http://a.example/n','type':'string'},{'code':'m','uri':'http:/"
                           "/a.example/n','type':'string'}")),
        ElementsAre("VD77 CodeSystem.property[1]"));
    EXPECT_THAT(found_in(declaring("{'code':'n','uri':'n','type':'string'}")),
                ElementsAre("VD78 CodeSystem.property[0].uri"));
    EXPECT_THAT(found_in(declaring(
                    "{'code':'n','uri':'http://hl7.org/fhir/concept-properties#colour','type':'string'}")),
                ElementsAre("VD79 CodeSystem.property[0].uri"));
    EXPECT_THAT(
        found_in(declaring(
            "{'code':'inactive','uri':'http://hl7.org/fhir/concept-properties#inactive','type':'code'}")),
        ElementsAre("VD85 CodeSystem.property[0].uri"));
    EXPECT_THAT(
        found_in(declaring(
            "{'code':'inactive','uri':'http://hl7.org/fhir/concept-properties#inactive','type':'boolean'}")),
        IsEmpty());
}

TEST(Code_systems, have_the_codes_that_partOf_names) {
    const auto part_of = [](std::string_view code) {
        return code_system(
            fmt::format("'content':'complete','property':[{{'code':'in','uri':'http://hl7.org/fhir/"
                        "concept-properties#partOf','type':'code'}}],"
                        "'concept':[{{'code':'a','property':[{{'code':'in','valueCode':'{}'}}]}}]",
                        code));
    };
    EXPECT_THAT(found_in(part_of("a")), IsEmpty());
    EXPECT_THAT(found_in(part_of("z")),
                ElementsAre("VD70 CodeSystem.concept[0].property[0].value.ofType(code)"));
}

TEST(Code_systems, declare_their_properties) {
    const auto with = [](std::string_view property) {
        return code_system(fmt::format(
            "'content':'complete','property':[{{'code':'n','uri':'http://a.example/n','type':'integer'}}],"
            "'concept':[{{'code':'a','property':[{}]}}]",
            property));
    };
    EXPECT_THAT(found_in(with("{'code':'n','valueInteger':1}")), IsEmpty());
    EXPECT_THAT(found_in(with("{'code':'n','valueString':'1'}")),
                ElementsAre("VD69 CodeSystem.concept[0].property[0]"));
    EXPECT_THAT(found_in(with("{'code':'m','valueString':'1'}")),
                ElementsAre("VD68 CodeSystem.concept[0].property[0]"));
    EXPECT_THAT(found_in(with("{'code':'parent','valueCode':'z'}")),
                Contains("VD70 CodeSystem.concept[0].property[0].value.ofType(code)"));
}

TEST(Code_systems, with_a_value_set_of_all_codes_are_included_whole) {
    const std::string part =
        "{'resourceType':'ValueSet','url':'http://a.example/all','status':'draft','compose':{'include':"
        "[{'system':'http://a.example/CodeSystem/c','concept':[{'code':'a'}]}]}}";
    const std::string whole =
        "{'resourceType':'ValueSet','url':'http://a.example/all','status':'draft','compose':{'include':"
        "[{'system':'http://a.example/CodeSystem/c'}]}}";
    const std::string system =
        code_system("'content':'complete','valueSet':'http://a.example/all','concept':[{'code':'a'}]");
    EXPECT_THAT(found_in(system, {part}), ElementsAre("VD74 CodeSystem.valueSet"));
    EXPECT_THAT(found_in(system, {whole}), IsEmpty());
    constexpr std::string_view here = "'system':'http://a.example/CodeSystem/c'";
    for (const std::string& compose :
         {// and another one
          fmt::format("'include':[{{{}}},{{'system':'http://a.example/colours'}}]", here),
          // another one
          std::string("'include':[{'system':'http://a.example/colours'}]"),
          // some of it
          fmt::format("'include':[{{{},'filter':[{{'property':'concept','op':'is-a','value':'a'}}]}}]", here),
          // all but one
          fmt::format("'include':[{{{}}}],'exclude':[{{{},'concept':[{{'code':'a'}}]}}]", here, here),
          // what is in both
          fmt::format("'include':[{{{},'valueSet':['http://a.example/colours']}}]", here)}) {
        const std::string set = fmt::format(
            "{{'resourceType':'ValueSet','url':'http://a.example/all','status':'draft','compose':{{{}}}}}",
            compose);
        EXPECT_THAT(found_in(system, {set}), ElementsAre("VD74 CodeSystem.valueSet")) << compose;
    }
}

TEST(Concept_maps, map_codes_that_exist_within_their_value_sets) {
    const std::string red_only =
        "{'resourceType':'ValueSet','url':'http://a.example/red','status':'draft','compose':{'include':"
        "[{'system':'http://a.example/colours','concept':[{'code':'red'}]}]}}";
    const std::string map =
        "{'resourceType':'ConceptMap','status':'draft','sourceCanonical':'http://a.example/red','group':"
        "[{'source':'http://a.example/colours','target':'http://b.example/other','element':["
        "{'code':'red','target':[{'code':'x','equivalence':'equal'}]},{'code':'blue'},{'code':'green'}]}]}";
    EXPECT_THAT(found_in(map, {colours, red_only}),
                ElementsAre("VD81 ConceptMap.group[0].element[1]", "VD80 ConceptMap.group[0].element[2]",
                            "VD83 ConceptMap.group[0].element[0].target[0]"));
}

TEST(Search_parameters, have_an_expression_that_can_be_read) {
    const auto with = [](std::string_view expression) {
        return fmt::format(
            "{{'resourceType':'SearchParameter','url':'http://a.example/s','name':'S','status':'draft',"
            "'description':'x','code':'s','base':['Patient'],'type':'token','expression':'{}'}}",
            expression);
    };
    EXPECT_THAT(found_in(with("Patient.active")), IsEmpty());
    EXPECT_THAT(found_in(with("Patient.active.(")), ElementsAre("VD90 SearchParameter.expression"));
}

// R4 search.html#composite
TEST(Search_parameters, that_are_composite_combine_at_least_two) {
    const auto composite = [](std::string_view components) {
        return found_in(
            fmt::format("{{'resourceType':'SearchParameter','url':'http://a.example/SearchParameter/"
                        "s','name':'S','status':'draft','description':'d','code':'c',"
                        "'base':['Patient'],'type':'composite','expression':'Patient'{}}}",
                        components));
    };
    const std::string_view one =
        "{'definition':'http://hl7.org/fhir/SearchParameter/individual-gender','expression':'gender'}";
    EXPECT_THAT(composite(""), ElementsAre("VD101 SearchParameter"));
    EXPECT_THAT(composite(fmt::format(",'component':[{}]", one)), ElementsAre("VD101 SearchParameter"));
    EXPECT_THAT(composite(fmt::format(",'component':[{0},{0}]", one)), IsEmpty());
}

TEST(Search_parameters, agree_with_what_they_are_derived_from) {
    const std::string derived =
        "{'resourceType':'SearchParameter','url':'http://a.example/s','name':'S','status':'draft',"
        "'description':'x','code':'s','base':['Group'],'type':'token','expression':'Patient.birthDate',"
        "'derivedFrom':'http://hl7.org/fhir/SearchParameter/individual-birthdate'}";
    EXPECT_THAT(found_in(derived),
                IsSupersetOf({"VD92 SearchParameter.type", "VD93 SearchParameter.base[0]"}));
}

TEST(Capability_statements, give_search_parameters_their_type) {
    EXPECT_THAT(
        found_in(
            "{'resourceType':'CapabilityStatement','status':'draft','date':'2026','kind':'requirements',"
            "'fhirVersion':'4.0.1','format':['json'],'rest':[{'mode':'server','resource':[{'type':'Patient',"
            "'searchParam':[{'name':'birthdate','type':'token',"
            "'definition':'http://hl7.org/fhir/SearchParameter/individual-birthdate'}]}]}]}"),
        ElementsAre("VD140 CapabilityStatement.rest[0].resource[0].searchParam[0].type"));
}

} // namespace
} // namespace renkei::validate::test::definition_rules_test
