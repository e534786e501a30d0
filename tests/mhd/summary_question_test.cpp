#include "gateway/core/json/parser.h"
#include "gateway/network/mhd/summary_question.h"

#include <gtest/gtest.h>

namespace renkei::mhd::summary_question_test {
namespace {

constexpr std::string_view own = "https://example.jp/fhir";

SummaryQuestion question(std::string_view resource) {
    json::Tree tree;
    EXPECT_TRUE(json::Parser().parse(resource, tree));
    return summary_question(tree, json::Tree::root, own);
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
    EXPECT_EQ(condition("active"), "active　現在あり、確認済み") << "a note stays as it is";
    EXPECT_EQ(condition("new-code"), "active　new-code、確認済み");
    EXPECT_EQ(
        question(R"({"resourceType":"MedicationStatement","status":"active","dosage":[{"text":"1錠"}]})")
            .value,
        "1錠　使用中");
}

TEST(SummaryQuestions, are_groups_if_only_their_members_say_something) {
    EXPECT_TRUE(question(observation("", R"(,"hasMember":[{"reference":"Observation/1"}])")).is_group);
    EXPECT_FALSE(
        question(observation("", R"(,"hasMember":[{"reference":"Observation/1"}],"valueString":"x")"))
            .is_group);
    EXPECT_FALSE(question(observation("")).is_group);
}

TEST(SummaryQuestions, are_restricted_where_their_resource_says_so) {
    EXPECT_FALSE(question(observation("", R"(,"meta":{"security":[{"code":"N"}]})")).is_restricted);
    EXPECT_TRUE(question(observation("", R"(,"meta":{"security":[{"code":"R"}]})")).is_restricted);
    EXPECT_TRUE(question(observation("", R"(,"meta":{"security":[{"code":"V"}]})")).is_restricted);
}

} // namespace
} // namespace renkei::mhd::summary_question_test
