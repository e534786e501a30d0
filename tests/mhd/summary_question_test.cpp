#include "gateway/core/json/parser.h"
#include "gateway/network/mhd/metadata/canonicals.h"
#include "gateway/network/mhd/summary/summary_line.h"
#include "gateway/network/mhd/summary/summary_question.h"

#include "tests/support/wordings.h"
#include <fmt/format.h>

namespace renkei::mhd::summary_question_test {
namespace {

constexpr std::string_view own = "https://example.jp/fhir";

SummaryQuestion question(std::string_view resource) {
    json::Tree tree;
    EXPECT_TRUE(json::Parser().parse(resource, tree));
    return summary_question(tree, json::Tree::root, own, test::wordings());
}

std::string observation(std::string_view codings, std::string_view rest = "") {
    return R"({"resourceType":"Observation","code":{"coding":[)" + std::string(codings) +
           R"(],"text":"体重"})" + std::string(rest) + "}";
}

TEST(SummaryQuestions, are_the_same_in_two_forms_by_their_concept) {
    const auto of = [](std::string_view item) {
        return question(
                   observation(R"({"system":"https://example.jp/fhir/CodeSystem/item","code":")" +
                               std::string(item) +
                               R"("},{"system":"https://example.jp/fhir/CodeSystem/concept","code":"w"},)"
                               R"({"system":"http://loinc.org","code":"29463-7"})"))
            .key;
    };
    EXPECT_EQ(of("admission.weight_kg"), of("discharge.weight_kg"));
    EXPECT_EQ(of("admission.weight_kg"), "https://example.jp/fhir/CodeSystem/concept|w");
}

TEST(SummaryQuestions, without_a_concept_have_their_public_code_then_their_own_then_their_words) {
    EXPECT_EQ(question(observation(R"({"system":"urn:own","code":"a"},)"
                                   R"({"system":"http://loinc.org","code":"85354-9"})"))
                  .key,
              "http://loinc.org|85354-9");
    EXPECT_EQ(question(observation(R"({"system":"urn:own","code":"a"})")).key, "urn:own|a");
    EXPECT_EQ(question(observation("")).key, "体重");
}

// The lowest of a month is no reading of a day; a concept says all itself.
TEST(SummaryQuestions, with_a_public_code_are_the_same_by_one_method_only) {
    const auto of = [](std::string_view coding, std::string_view method) {
        const std::string rest = R"(,"method":{"coding":[{"code":")" + std::string(method) + R"("}]})";
        return question(observation(coding, method.empty() ? "" : rest)).key;
    };
    constexpr std::string_view pressure = R"({"system":"http://loinc.org","code":"85354-9"})";
    EXPECT_EQ(of(pressure, "minimum"), "http://loinc.org|85354-9 minimum");
    EXPECT_NE(of(pressure, "minimum"), of(pressure, "maximum"));
    EXPECT_NE(of(pressure, "minimum"), of(pressure, ""));
    constexpr std::string_view box = R"({"system":"https://example.jp/fhir/CodeSystem/concept","code":"w"})";
    EXPECT_EQ(of(box, "tick-box"), of(box, ""));
}

TEST(SummaryQuestions, of_other_resources_are_what_they_are_about) {
    const auto allergy = [](std::string_view name) {
        return question(R"({"resourceType":"AllergyIntolerance","code":{"text":")" + std::string(name) +
                        R"("}})")
            .key;
    };
    EXPECT_EQ(allergy("そば"), allergy("そば"));
    EXPECT_NE(allergy("そば"), allergy("卵"));
}

TEST(SummaryQuestions, keep_numbers_as_they_are_written) {
    const SummaryQuestion out = question(observation("", R"(,"valueQuantity":{"value":45.20,"unit":"kg"})"));
    ASSERT_TRUE(out.number);
    EXPECT_DOUBLE_EQ(out.number->value, 45.2);
    EXPECT_EQ(out.number->text, "45.20");
    EXPECT_EQ(out.number->unit, "kg");
    EXPECT_FALSE(question(observation("", R"(,"valueString":"45")")).number);
}

TEST(SummaryQuestions, have_boxes_and_further_values_as_parts) {
    const SummaryQuestion out =
        question(observation("", R"(,"component":[{"code":{"text":"点滴"},"valueBoolean":false},)"
                                 R"({"code":{"text":"内容"},"valueString":"インスリン"},)"
                                 R"({"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},)"
                                 R"("valueQuantity":{"value":128,"unit":"mmHg"}}])"));
    ASSERT_EQ(out.parts.size(), 3U);
    EXPECT_EQ(out.parts[0].is_ticked, std::optional(false));
    EXPECT_EQ(out.parts[1].value, "インスリン");
    EXPECT_FALSE(out.parts[1].is_ticked);
    EXPECT_EQ(out.parts[2].key, "http://loinc.org|8480-6");
    ASSERT_TRUE(out.parts[2].number);
    EXPECT_DOUBLE_EQ(out.parts[2].number->value, 128);
}

TEST(SummaryQuestions, answer_states_in_words_and_unknown_codes_as_they_are) {
    const auto condition = [](std::string_view state) {
        return question(
                   R"({"resourceType":"Condition","code":{"text":"高血圧症"},"note":[{"text":"active"}],)"
                   R"("clinicalStatus":{"coding":[{"code":")" +
                   std::string(state) + R"("}]},"verificationStatus":{"coding":[{"code":"confirmed"}]}})")
            .value;
    };
    EXPECT_EQ(condition("active"), "active　今もある、確かめてある") << "a note stays as it is";
    EXPECT_EQ(condition("new-code"), "active　new-code、確かめてある");
    EXPECT_EQ(
        question(R"({"resourceType":"MedicationStatement","status":"active","dosage":[{"text":"1錠"}]})")
            .value,
        "1錠　使用中");
}

std::string allergy(std::string_view code) {
    return R"({"resourceType":"AllergyIntolerance","clinicalStatus":{"coding":[{"code":"active"}]},)"
           R"("verificationStatus":{"coding":[{"code":"unconfirmed"}]},"recordedDate":"2026-01-13","code":)" +
           std::string(code) + "}";
}

// A statement that there is none says nothing about presence.
TEST(SummaryQuestions, of_what_is_not_there_have_no_state_of_presence) {
    EXPECT_EQ(question(allergy(R"({"text":"特になし"})")).value, "未確認");
    EXPECT_EQ(question(allergy(R"({"text":"不明"})")).value, "未確認");
    EXPECT_EQ(question(allergy(R"({"text":"卵アレルギーなし"})")).value, "");
    EXPECT_EQ(question(allergy(R"({"text":"洋なし"})")).value, "今もある、未確認");
    EXPECT_EQ(
        question(R"({"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":)"
                 R"({"text":"処方なし"},"dosage":[{"text":"（家族より）"}]})")
            .value,
        "（家族より）");
}

TEST(SummaryQuestions, believe_a_code_of_none_beside_words_that_name_nothing) {
    constexpr std::string_view none = R"({"coding":[{"system":"http://snomed.info/sct","code":"716186003"}])";
    const SummaryQuestion neutral = question(allergy(std::string(none) + R"(,"text":"アレルギー"})"));
    EXPECT_EQ(neutral.key, "allergy 既知のアレルギーなし");
    EXPECT_EQ(neutral.value, "未確認");
    const SummaryQuestion contradicts = question(allergy(std::string(none) + R"(,"text":"卵"})"));
    EXPECT_EQ(contradicts.key, "allergy 卵（コードは「既知のアレルギーなし」）");
    EXPECT_EQ(contradicts.value, "今もある、未確認");
}

// 過去14日間の処置 may go on.
TEST(SummaryQuestions, do_not_say_that_a_treatment_has_ended_because_it_was_done) {
    EXPECT_EQ(
        question(R"({"resourceType":"Procedure","status":"completed","code":{"text":"点滴の管理"}})").value,
        "実施あり");
    EXPECT_EQ(question(R"({"resourceType":"MedicationAdministration","status":"completed"})").value,
              "実施済み");
    EXPECT_EQ(question(R"({"resourceType":"MedicationStatement","status":"completed"})").value, "終了");
}

TEST(SummaryLines, have_the_day_on_which_something_began_and_not_that_of_its_record) {
    const auto date = [](std::string_view resource) {
        json::Tree tree;
        EXPECT_TRUE(json::Parser().parse(resource, tree));
        return summary_line(tree, json::Tree::root, {}, test::wordings()).date.text();
    };
    EXPECT_EQ(date(R"({"resourceType":"Condition","recordedDate":"2026-01-13"})"), "");
    EXPECT_EQ(date(R"({"resourceType":"Condition","onsetDateTime":"2019","recordedDate":"2026-01-13"})"),
              "2019");
    EXPECT_EQ(date(allergy(R"({"text":"そば"})")), "");
    EXPECT_EQ(date(R"({"resourceType":"MedicationStatement","dateAsserted":"2026-01-13"})"), "");
    EXPECT_EQ(date(R"({"resourceType":"Goal","statusDate":"2026-01-13"})"), "");
}

TEST(SummaryQuestions, are_groups_if_only_their_members_say_something) {
    EXPECT_TRUE(question(observation("", R"(,"hasMember":[{"reference":"Observation/1"}])")).is_group);
    EXPECT_FALSE(
        question(observation("", R"(,"hasMember":[{"reference":"Observation/1"}],"valueString":"x")"))
            .is_group);
    EXPECT_FALSE(question(observation("")).is_group);
}

TEST(SummaryQuestions, are_restricted_where_their_resource_says_so_in_any_code_system) {
    const auto is_restricted = [](std::string_view system, std::string_view code) {
        return question(observation("", fmt::format(R"(,"meta":{{"security":[{{"code":"N"}},)"
                                                    R"({{"system":"{}","code":"{}"}}]}})",
                                                    system, code)))
            .is_restricted;
    };
    EXPECT_FALSE(is_restricted(confidentiality, "N"));
    EXPECT_TRUE(is_restricted(confidentiality, "R"));
    EXPECT_TRUE(is_restricted(confidentiality, "V"));
    EXPECT_TRUE(is_restricted("urn:oid:2.16.840.1.113883.5.25", "R")); // the same one, by another name
}

TEST(SummaryQuestions, name_nothing_where_they_say_that_there_is_none_or_that_it_is_not_known) {
    const auto names_nothing = [](std::string_view rest) {
        return question(observation("", rest)).names_nothing;
    };
    EXPECT_FALSE(names_nothing(R"(,"valueString":"MRSA（喀痰）")"));
    EXPECT_TRUE(names_nothing(R"(,"valueString":"特になし")"));
    EXPECT_TRUE(names_nothing(R"(,"component":[{"valueBoolean":false},{"valueString":"なし"}])"));
    EXPECT_FALSE(names_nothing(R"(,"component":[{"valueBoolean":true}])"));
    EXPECT_TRUE(names_nothing(R"(,"component":[{"code":{"text":"医療処置：なし"},"valueBoolean":true}])"));
    EXPECT_FALSE(names_nothing(R"(,"valueString":"なし","component":[{"valueString":"MRSA"}])"));
    EXPECT_TRUE(question(observation("", R"(,"valueString":"不明")")).is_unknown);
    EXPECT_FALSE(question(observation("", R"(,"valueString":"なし")")).is_unknown);
    const auto allergy = [](std::string_view element, std::string_view code) {
        return question(fmt::format(R"({{"resourceType":"AllergyIntolerance","code":{{"text":"そば"}},
                                         "{}":{{"coding":[{{"code":"{}"}}]}}}})",
                                    element, code))
            .names_nothing;
    };
    EXPECT_FALSE(allergy("clinicalStatus", "active"));
    EXPECT_FALSE(allergy("verificationStatus", "unconfirmed"));
    EXPECT_TRUE(allergy("verificationStatus", "refuted"));
    EXPECT_TRUE(allergy("clinicalStatus", "resolved"));
    EXPECT_FALSE(
        question(R"({"resourceType":"AllergyIntolerance","code":{"text":"そば"},"note":[{"text":"なし"}],
                              "reaction":[{"manifestation":[{"text":"不明"}]}]})")
            .names_nothing)
        << "of the reaction nothing is known";
    EXPECT_TRUE(question(R"({"resourceType":"DeviceUseStatement","status":"completed",
                             "device":{"display":"気管カニューレ"}})")
                    .names_nothing);
}

} // namespace
} // namespace renkei::mhd::summary_question_test
