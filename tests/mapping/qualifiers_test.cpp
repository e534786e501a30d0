// What R4 calls a modifier decides whether the values beside it are read.
#include "gateway/core/json/parser.h"
#include "gateway/forms/mapping/plan/qualifiers.h"
#include "generated/messages/conversion.h"

#include "tests/mapping/checkup.h"
#include <gmock/gmock.h>

#include <chrono>

namespace renkei::mapping::qualifiers_test {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Read {
    bool found = true;
    std::string record;
    std::vector<std::string>
        said{}; // "warning withheld-by weight"; "" is no item; without what narratives say
    std::vector<std::string> texts{};
};

class Document {
public:
    explicit Document(Values values) {
        record::Record record = checkup_.record(values);
        bundle_ = checkup_.filled(record);
    }

    // Puts text behind the first place where `behind` stands after `from`.
    Document& with(std::string_view from, std::string_view behind, std::string_view more) {
        const std::size_t start = bundle_.find(from);
        EXPECT_NE(start, std::string::npos) << from;
        const std::size_t at = bundle_.find(behind, start);
        EXPECT_NE(at, std::string::npos) << behind;
        bundle_.insert(at + behind.size(), more);
        return *this;
    }
    Document& instead(std::string_view from, std::string_view old, std::string_view fresh) {
        const std::size_t at = bundle_.find(old, bundle_.find(from));
        EXPECT_NE(at, std::string::npos) << old;
        bundle_.replace(at, old.size(), fresh);
        return *this;
    }

    // Sets the status of the Observation that holds the text.
    Document& status(std::string_view of, std::string_view code) {
        constexpr std::string_view final_status = R"("status":"final")";
        const std::size_t at = bundle_.rfind(final_status, bundle_.rfind(of)); // narratives stand before
        EXPECT_NE(at, std::string::npos) << of;
        bundle_.replace(at, final_status.size(), "\"status\":\"" + std::string(code) + "\"");
        return *this;
    }

    Read read() const {
        json::Parser parser(checkup_.plan().names());
        json::Tree tree;
        EXPECT_TRUE(parser.parse(bundle_, tree)) << bundle_;
        record::Record back(checkup_.form());
        diag::Report loss;
        const auto matched = Matcher(checkup_.plan()).run(tree, back, loss);
        if (!matched) {
            loss.add(matched.error());
        }
        Read out{.found = matched.has_value(), .record = matched ? record::canonical_text(back) : ""};
        for (const diag::Finding& each : loss.findings()) {
            if (each.message != message::loss_narrative_differs && each.message != message::loss_unmapped) {
                const std::string severity(diag::to_text(each.severity));
                out.said.push_back(severity + " " + std::string(diag::row(each.message).id) + " " +
                                   each.item);
                out.texts.push_back(diag::to_text(each, diag::Language::english));
            }
        }
        return out;
    }

private:
    Checkup checkup_;
    std::string bundle_;
};

constexpr std::string_view patient = R"("resourceType":"Patient",)";
constexpr std::string_view composition = R"("resourceType":"Composition",)";
constexpr std::string_view quantity = R"("valueQuantity":{)";
constexpr std::string_view weight_code = R"("code":"weight")";
constexpr const char* note = "甘い物を好む";

Document weighed() { return Document({{"weight", "52.5"}, {"note", note}}); }

TEST(Qualifiers, a_number_with_a_comparator_is_not_read) {
    const Read read = weighed().with(quantity, quantity, R"("comparator":"<",)").read();
    EXPECT_THAT(read.record, AllOf(Not(HasSubstr("weight")), HasSubstr(note)));
    ASSERT_THAT(read.said, ElementsAre("warning withheld-by weight"));
    EXPECT_THAT(read.texts[0], AllOf(HasSubstr("Quantity.comparator"), HasSubstr("is <"), HasSubstr("52.5"),
                                     HasSubstr("valueQuantity.value")));
}

TEST(Qualifiers, a_code_that_says_nothing_against_the_fact_is_an_information) {
    const Read read = weighed().with(patient, R"("name":[{)", R"("use":"official",)").read();
    EXPECT_EQ(read.record, weighed().read().record);
    EXPECT_THAT(read.said, ElementsAre("information harmless name"));
    const Read amended = weighed().status(note, "amended").read();
    EXPECT_EQ(amended.record, weighed().read().record);
    EXPECT_THAT(amended.said, ElementsAre(testing::StartsWith("information harmless")));
}

TEST(Qualifiers, a_resource_of_which_the_status_says_more_is_not_read) {
    for (const std::string_view status : {"preliminary", "registered", "entered-in-error", "unheard-of"}) {
        const Read read = weighed().status(note, status).read();
        EXPECT_THAT(read.record, AllOf(HasSubstr("weight = 52.5"), Not(HasSubstr(note)))) << status;
        EXPECT_THAT(read.said, ElementsAre("warning withheld-by note")) << status;
    }
}

TEST(Qualifiers, what_holds_no_longer_is_read_only_where_there_is_nothing_else) {
    const Read alone = weighed().with(patient, R"("name":[{)", R"("use":"old",)").read();
    EXPECT_THAT(alone.record, HasSubstr("name = 連携 花子"));
    EXPECT_THAT(alone.said, ElementsAre("error qualified-by name"));
    const Read beside = weighed()
                            .with(patient, R"("name":[)",
                                  R"({"use":"maiden","text":"旧姓 花子","family":"旧姓","given":["花子"]},)")
                            .read();
    EXPECT_THAT(beside.record, HasSubstr("name = 連携 花子"));
    EXPECT_THAT(beside.said, ElementsAre("error withheld-by name")) << "the first that was read";
}

TEST(Qualifiers, one_line_stands_for_the_object_and_is_an_error_if_an_item_must_be_filled) {
    const Read read = weighed().status(weight_code, "preliminary").read();
    EXPECT_THAT(read.record, Not(AnyOf(HasSubstr("weight"), HasSubstr("day = "))));
    ASSERT_THAT(read.said, ElementsAre("error withheld-by day"));
    EXPECT_THAT(read.texts[0], AllOf(HasSubstr("2024-05-02"), HasSubstr("体重 52.5")));
}

TEST(Qualifiers, of_the_document_or_of_its_person_refuse_it) {
    for (const auto& [where, more] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {patient, R"("active":false,)"},
             {patient, R"("implicitRules":"urn:rules",)"},
             {patient, R"("link":[{"other":{"display":"x"},"type":"replaced-by"}],)"},
             {composition, R"("modifierExtension":[{"url":"urn:not","valueBoolean":true}],)"},
             {R"({"resourceType":"Bundle",)", R"("implicitRules":"urn:rules",)"}}) {
        const Read read = weighed().with(where, where, more).read();
        EXPECT_FALSE(read.found) << more;
        EXPECT_THAT(read.said, ElementsAre("error document-withheld ")) << more;
    }
    const Read denied =
        weighed().instead(composition, R"("status":"final")", R"("status":"entered-in-error")").read();
    EXPECT_THAT(denied.said, ElementsAre("error document-withheld "));
    EXPECT_THAT(denied.texts[0], AllOf(HasSubstr("Composition.status"), HasSubstr("entered-in-error")));
}

TEST(Qualifiers, that_the_reader_must_know_are_reported) {
    const Read dead = weighed().with(patient, patient, R"("deceasedBoolean":true,)").read();
    EXPECT_EQ(dead.record, weighed().read().record);
    EXPECT_THAT(dead.said, ElementsAre("error qualified-by "));
    const Read alive = weighed().with(patient, patient, R"("deceasedBoolean":false,)").read();
    EXPECT_THAT(alive.said, ElementsAre(testing::StartsWith("information harmless")));
    const Read draft =
        weighed().instead(composition, R"("status":"final")", R"("status":"preliminary")").read();
    EXPECT_EQ(draft.record, weighed().read().record);
    EXPECT_THAT(draft.said, ElementsAre("error qualified-by ", "warning constant-differs "));
}

TEST(Qualifiers, another_resource_is_read_instead) {
    const std::string second =
        R"("urn:uuid:00000000-0000-4000-8000-000000000001","resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"https://renkei.example.jp/fhir/CodeSystem/item","code":"weight"}]},"valueQuantity":{"value":60,"unit":"kg"}}},{"fullUrl":)";
    Document both({{"weight", "52.5"}});
    both.status(weight_code, "cancelled").with(R"("entry":[)", R"({"fullUrl":)", second);
    EXPECT_THAT(both.read().record, HasSubstr("weight = 60"));
}

// Weights that were measured before, each with its own comparator or without.
std::string weights(int count, std::string_view comparator) {
    std::string out;
    for (int i = 0; i < count; ++i) {
        out +=
            R"("urn:uuid:00000000-0000-4000-8000-)" + std::to_string(100000000000 + i) +
            R"(","resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"https://renkei.example.jp/fhir/CodeSystem/item","code":"weight"}]},"valueQuantity":{)" +
            std::string(comparator) + R"("value":60,"unit":"kg"}}},{"fullUrl":)";
    }
    return out;
}

TEST(Qualifiers, another_amount_does_not_stand_for_one_that_is_withheld) {
    for (const auto& [count, comparator] : {std::pair(1, ""), std::pair(3000, R"("comparator":"<",)")}) {
        Document document({{"weight", "52.5"}});
        document.with(quantity, quantity, R"("comparator":"<",)");
        document.with(R"("entry":[)", R"({"fullUrl":)", weights(count, comparator));
        const Read read = document.read();
        EXPECT_THAT(read.record, Not(HasSubstr("weight"))) << count;
        EXPECT_EQ(std::ranges::count(read.said, "warning withheld-by weight"), 1) << count;
    }
}

TEST(Qualifiers, a_system_alone_is_no_unit) {
    const Read read =
        weighed().instead(quantity, R"("unit":"kg")", R"("system":"http://unitsofmeasure.org")").read();
    EXPECT_THAT(read.record, Not(HasSubstr("weight")));
    EXPECT_THAT(read.said, testing::Contains("warning withheld-by weight"));
}

TEST(Qualifiers, a_document_of_another_person_is_refused) {
    const Read read =
        weighed()
            .with(composition, R"("subject":{)", R"("identifier":{"system":"urn:x","value":"1"},)")
            .read();
    EXPECT_THAT(read.said, ElementsAre("error document-withheld "));
    EXPECT_THAT(read.texts[0], HasSubstr("Composition.subject"));
}

TEST(Qualifiers, very_many_resources_that_are_no_facts_cost_no_more_than_one_pass) {
    std::string many;
    for (int i = 0; i < 3000; ++i) {
        many +=
            R"("urn:uuid:00000000-0000-4000-8000-)" + std::to_string(100000000000 + i) +
            R"(","resource":{"resourceType":"Observation","status":"x)" + std::to_string(i) +
            R"(","code":{"coding":[{"system":"https://renkei.example.jp/fhir/CodeSystem/item","code":"weight"}]},"valueQuantity":{"value":60,"unit":"kg"}}},{"fullUrl":)";
    }
    Document document({{"weight", "52.5"}});
    document.with(R"("entry":[)", R"({"fullUrl":)", many);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_THAT(document.read().record, HasSubstr("weight = 52.5"));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Qualifiers, comments_and_empty_lines_of_the_table_are_passed_over) {
    const auto read =
        read_modifiers("# element\n\nA.b\tx y\tfamily:done\tp.html\tIt is so.\nA.c\t*\twhat\tp.html\tr\n");
    ASSERT_EQ(read.size(), 2U);
    EXPECT_EQ(read[0].element, "A.b");
    EXPECT_THAT(read[0].answers, ElementsAre("x", "y"));
    EXPECT_EQ(read[0].treatment, Treatment::family);
    EXPECT_EQ(read[0].family, "done");
    EXPECT_EQ(read[0].paragraph, "p.html");
    EXPECT_EQ(read[0].reason, "It is so.");
    EXPECT_EQ(read[1].treatment, Treatment::never) << "a word that is no treatment";
}

} // namespace
} // namespace renkei::mapping::qualifiers_test
