#include "gateway/forms/service/convert.h"
#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"
#include "generated/messages/rules.h"

#include "product.h"
#include <gtest/gtest.h>

namespace renkei::service::convert_test {
namespace {

Outcome converted(const Input& input, const ConvertOptions& options = {}) {
    Workspace workspace(product());
    return convert(workspace, input, options);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Convert, a_form_becomes_a_bundle_and_a_bundle_its_form) {
    const Input form = file_of_cases("admission.csv");
    const Outcome bundle = converted(form);
    ASSERT_EQ(bundle.documents.size(), 1U);
    EXPECT_EQ(bundle.documents[0].name, "admission.bundle.json");
    const Outcome back = converted({.name = "x.json", .bytes = bundle.documents[0].bytes});
    ASSERT_EQ(back.documents.size(), 1U);
    EXPECT_EQ(back.documents[0].bytes, form.bytes);
    EXPECT_EQ(back.documents[0].name, "NYUIN_9970100013_43_9910100016_00_20260120170000.CSV");
}

TEST(Convert, the_same_input_gives_the_same_bytes_with_any_earlier_use_of_the_workspace) {
    Workspace workspace(product());
    const Outcome first = convert(workspace, file_of_cases("admission.csv"), {});
    convert(workspace, file_of_cases("record2.json"), {});
    convert(workspace, {.name = "bad", .bytes = "nothing"}, {});
    convert(workspace, file_of_cases("admission-full.csv"), {});
    EXPECT_EQ(convert(workspace, file_of_cases("admission.csv"), {}).documents.at(0).bytes,
              first.documents.at(0).bytes);
}

TEST(Convert, one_refused_document_refuses_the_file_and_the_others_are_still_read) {
    const std::string good = file_of_cases("admission.csv").bytes;
    const std::string bad = replaced(good, ",990010,", ",990011,");
    const Outcome outcome =
        converted({.name = "a.csv", .bytes = bad + good + replaced(good, ",000-0002,", ",2,")});
    EXPECT_EQ(outcome.status, OutcomeStatus::refused);
    EXPECT_TRUE(outcome.documents.empty());
    EXPECT_TRUE(outcome.report.has(message::check_digit_wrong));
    EXPECT_TRUE(outcome.report.has(message::value_format));
}

TEST(Convert, a_refused_value_does_not_hide_what_else_is_wrong) {
    const std::string good = file_of_cases("admission.csv").bytes;
    const std::string bad = replaced(replaced(good, ",19420303,", ",19420230,"), ",990010,", ",990011,");
    const Outcome outcome = converted({.name = "a.csv", .bytes = bad});
    EXPECT_TRUE(outcome.report.has(message::value_not_in_calendar));
    EXPECT_TRUE(outcome.report.has(message::check_digit_wrong));
    EXPECT_FALSE(outcome.report.has(message::value_missing)) << "the refused date is not missing";
}

TEST(Convert, a_bundle_that_breaks_a_rule_is_refused_or_reported_as_asked_like_a_form) {
    std::string bundle = converted(file_of_cases("admission.csv")).documents.at(0).bytes;
    for (std::size_t at = bundle.find("990010"); at != std::string::npos; at = bundle.find("990010", at)) {
        bundle.replace(at, 6, "990011");
    }
    const Outcome refused = converted({.name = "b.json", .bytes = bundle});
    EXPECT_EQ(refused.status, OutcomeStatus::refused);
    EXPECT_TRUE(refused.documents.empty());
    EXPECT_TRUE(refused.report.has(message::check_digit_wrong));
    const Outcome reported = converted({.name = "b.json", .bytes = bundle}, {.rules = BrokenRules::report});
    EXPECT_EQ(reported.status, OutcomeStatus::done);
    EXPECT_EQ(reported.documents.size(), 1U);
    EXPECT_TRUE(reported.report.has(message::check_digit_wrong));
}

// What is left of a document when all its resources but the composition are gone.
std::string nearly_empty(const std::string& bundle) {
    const std::size_t end = bundle.find("},{\"fullUrl\"");
    EXPECT_NE(end, std::string::npos);
    return bundle.substr(0, end) + "}]}";
}

TEST(Convert, a_bundle_in_which_required_items_are_missing_becomes_no_form) {
    const Input input{.name = "b.json",
                      .bytes = nearly_empty(converted(file_of_cases("admission.csv")).documents.at(0).bytes)};
    for (const std::string to : {"", "csv", "csv@202404"}) {
        const Outcome outcome = converted(input, {.to = parse_target_spec(to)});
        EXPECT_EQ(outcome.status, OutcomeStatus::refused) << to;
        EXPECT_TRUE(outcome.documents.empty()) << to;
        EXPECT_TRUE(outcome.report.has(message::value_missing)) << to;
    }
    const Outcome rebuilt = converted(input, {.to = parse_target_spec("fhir"), .rebuild = true});
    EXPECT_EQ(rebuilt.status, OutcomeStatus::refused);
    EXPECT_EQ(converted(input, {.rules = BrokenRules::report}).documents.size(), 1U);
}

TEST(Convert, what_the_target_has_no_place_for_need_not_be_in_the_bundle) {
    for (const char* const name : {"admission.csv", "admission-full.csv", "record2.json", "opinion.json"}) {
        const std::string bundle = converted(file_of_cases(name)).documents.at(0).bytes;
        EXPECT_EQ(converted({.name = "b.json", .bytes = bundle}).status, OutcomeStatus::done) << name;
    }
}

TEST(Convert, loss_refuses_only_on_request) {
    const std::string bundle = replaced(
        converted(file_of_cases("admission.csv")).documents.at(0).bytes, "\"resourceType\":\"Patient\",",
        "\"resourceType\":\"Patient\",\"maritalStatus\":{\"text\":\"既婚\"},");
    const Input input{.name = "b.json", .bytes = bundle};
    EXPECT_EQ(converted(input).status, OutcomeStatus::done);
    const Outcome outcome = converted(input, {.on_loss = OnLoss::refuse});
    EXPECT_EQ(outcome.status, OutcomeStatus::refused);
    EXPECT_TRUE(outcome.report.has(message::loss_unmapped));
    EXPECT_EQ(converted(file_of_cases("admission.csv"), {.on_loss = OnLoss::refuse}).status,
              OutcomeStatus::done);
}

TEST(Convert, a_text_that_the_target_cannot_represent_refuses) {
    const std::string bundle = converted(file_of_cases("admission.csv")).documents.at(0).bytes;
    const Outcome outcome = converted(
        {.name = "b.json", .bytes = replaced(bundle, "\"見本荘２０１\"", "\"見本荘\xF0\xA0\xAE\xB7\"")});
    EXPECT_EQ(outcome.status, OutcomeStatus::refused) << "𠮷 is not in CP932";
    EXPECT_TRUE(outcome.documents.empty());
}

TEST(Convert, documents_of_one_file_are_numbered) {
    const std::string one = file_of_cases("admission.csv").bytes;
    const Outcome outcome = converted({.name = "in/a.csv", .bytes = one + one});
    ASSERT_EQ(outcome.documents.size(), 2U);
    EXPECT_EQ(outcome.documents[0].name, "a-1.bundle.json");
    EXPECT_EQ(outcome.documents[1].name, "a-2.bundle.json");
}

TEST(TargetSpec, names_a_syntax_and_a_version) {
    EXPECT_EQ(parse_target_spec("csv@202404").syntax, "csv");
    EXPECT_EQ(parse_target_spec("csv@202404").version, "202404");
    EXPECT_EQ(parse_target_spec("fhir").version, "");
    EXPECT_EQ(parse_target_spec("@202404").syntax, "");
}

} // namespace
} // namespace renkei::service::convert_test
