// How much of a report one answer holds.
#include "gateway/fhir/resources/answer_report.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"
#include "generated/messages/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace renkei::resources::answer_report_test {
namespace {

using diag::Language;
using testing::HasSubstr;
using Json = nlohmann::json;

constexpr std::string_view base = "https://example.jp/fhir";

Json issues(const diag::Report& report) {
    return Json::parse(answer_outcome(report, Language::english, base))["issue"];
}

TEST(AnswerReport, of_many_findings_has_errors_first_and_the_number_of_the_rest) {
    diag::Report report(200'000);
    for (int i = 0; i < 100'000; ++i) {
        report.add(message::search_parameter_ignored, {}, {std::to_string(i)});
    }
    report.add(message::parameter_wrong, {}, {"_count", "x", "1"});
    const Json all = issues(report);
    ASSERT_EQ(all.size(), max_findings);
    EXPECT_EQ(all[0]["details"]["coding"][0]["code"], "parameter-wrong");
    EXPECT_THAT(all.back()["diagnostics"].get<std::string>(),
                HasSubstr(std::to_string(100'001 - (max_findings - 1)) + " more findings"));
    EXPECT_EQ(Json::parse(answer_rows(report, Language::english)).size(), max_findings);
}

TEST(AnswerReport, of_as_many_findings_as_it_may_have_has_all) {
    diag::Report report;
    for (std::size_t i = 0; i < max_findings; ++i) {
        report.add(message::search_parameter_ignored, {}, {std::to_string(i)});
    }
    EXPECT_EQ(limited_report(report).not_shown(), 0U);
    EXPECT_EQ(issues(report).size(), max_findings);
}

TEST(AnswerReport, counts_what_the_report_itself_did_not_keep) {
    diag::Report report(max_findings + 10);
    for (std::size_t i = 0; i < max_findings + 500; ++i) {
        report.add(message::parameter_wrong, {}, {"a", "b", "c"});
    }
    EXPECT_EQ(limited_report(report).total(), max_findings + 500);
    EXPECT_EQ(limited_report(report).count(diag::Severity::error), max_findings + 500);
    EXPECT_EQ(limited_report(report).not_shown(), 501U);
}

// The longest run of one character anywhere in it.
std::size_t longest_run(std::string_view text, std::string_view character) {
    std::size_t longest = 0;
    for (std::size_t at = text.find(character); at != std::string_view::npos; at = text.find(character, at)) {
        std::size_t run = 0;
        for (; text.substr(at).starts_with(character); at += character.size()) {
            ++run;
        }
        longest = std::max(longest, run);
    }
    return longest;
}

TEST(AnswerReport, quotes_no_more_of_the_input_than_some_characters) {
    for (const std::string character : {"x", "連"}) {
        std::string text;
        for (int i = 0; i < 5000; ++i) {
            text += character;
        }
        diag::Report report;
        diag::Finding finding =
            diag::finding(message::mhd_wrong, {.file = text, .path = "Bundle." + text}, {text, "1", text});
        finding.item = text;
        finding.name = text;
        finding.value = text;
        report.add(finding);
        report.add(message::mhd_wrong, {.path = text}, {"a", "b", "c"});
        const std::string outcome = answer_outcome(report, Language::english, base);
        EXPECT_EQ(longest_run(outcome, character), max_quote);
        EXPECT_EQ(longest_run(answer_rows(report, Language::japanese), character), max_quote);
        EXPECT_TRUE(Json::accept(outcome)) << "no character is cut";
    }
}

TEST(AnswerReport, names_the_innermost_element_that_a_short_path_can_name) {
    std::string deep = "Bundle.entry[0].resource";
    while (deep.size() < 1000) {
        deep += ".extension[12]";
    }
    diag::Report report;
    report.add(message::mhd_wrong, {.path = deep}, {"a", "b", "c"});
    report.add(message::mhd_wrong, {.path = "Bundle.entry[3].fullUrl"}, {"a", "b", "c"});
    const Json all = issues(report);
    const std::string path = all[0]["expression"][0];
    EXPECT_LE(path.size(), max_quote);
    EXPECT_TRUE(deep.starts_with(path));
    EXPECT_TRUE(path.ends_with(".extension") || path.ends_with(".extension[12]")) << path;
    EXPECT_EQ(all[1]["expression"][0], "Bundle.entry[3].fullUrl");
}

TEST(AnswerReport, cuts_no_list_of_what_is_known_here) {
    std::string known;
    for (int i = 0; i < 100; ++i) {
        known += "parameter" + std::to_string(i) + ", ";
    }
    diag::Report report;
    report.add(message::search_parameter_unknown, {}, {std::string(300, 'x'), known});
    const std::string text = issues(report)[0]["diagnostics"];
    EXPECT_THAT(text, HasSubstr(known));
    EXPECT_EQ(longest_run(text, "x"), max_quote);
}

} // namespace
} // namespace renkei::resources::answer_report_test
