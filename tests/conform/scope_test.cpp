// What counts as a refusal, and what is in scope.
#include "gateway/forms/conform/compare/conform.h"

#include "tests/conform/kit.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::scope_test {
namespace {

using conform::CaseEvaluation;
using conform::CaseVerdict;
using conform::ConformCase;
using conform::ConformScope;

constexpr const char* broken = "admission-broken-date";

CaseVerdict fate_of(std::string_view id, const std::vector<std::pair<std::string, std::string>>& files) {
    const test::Folder folder;
    for (const auto& [name, bytes] : files) {
        test::write(folder.path() / name, bytes);
    }
    return test::evaluated_case(folder.path(), id).verdict;
}

std::string outcome(const std::string& severity, const std::string& code = "invalid") {
    return R"({"resourceType":"OperationOutcome","issue":[{"severity":")" + severity + R"(","code":")" +
           code + R"("}]})";
}

TEST(Evidence, is_needed_for_every_case) {
    const test::Folder folder;
    const std::vector<CaseEvaluation> all = test::evaluated(folder.path(), {});
    EXPECT_EQ(all.size(), test::kit().cases.size());
    EXPECT_TRUE(std::ranges::all_of(all, [](const CaseEvaluation& each) {
        return each.verdict == CaseVerdict::missing && !each.report.empty();
    }));
}

TEST(Evidence, of_a_refusal_is_an_outcome_or_an_answer_with_its_reason) {
    const std::string id = broken;
    EXPECT_EQ(fate_of(id, {{id + ".outcome.json", outcome("error")}}), CaseVerdict::passed);
    EXPECT_EQ(fate_of(id, {{id + ".outcome.json", outcome("fatal")}}), CaseVerdict::passed);
    EXPECT_EQ(fate_of(id, {{id + ".answer.txt", "refused\n生年月日が日付ではありません\n"}}),
              CaseVerdict::passed);
    EXPECT_EQ(fate_of(id, {{id + ".answer.txt", "refused\n"}}), CaseVerdict::unreadable);
    EXPECT_EQ(fate_of(id, {{id + ".answer.txt", ""}}), CaseVerdict::unreadable);
    EXPECT_EQ(fate_of(id, {{id + ".outcome.json", "{}"}}), CaseVerdict::unreadable);
    EXPECT_EQ(fate_of(id, {{id + ".outcome.json", outcome("bad")}}), CaseVerdict::unreadable)
        << "no valid FHIR";
    EXPECT_EQ(fate_of(id, {{id + ".outcome.json", outcome("warning")}}), CaseVerdict::failed);
    EXPECT_EQ(fate_of(id, {{id + ".answer.txt", "accepted\n"}}), CaseVerdict::failed);
    EXPECT_EQ(fate_of(id, {{id + ".answer.txt", "refused\nno\n"}, {id + ".json", "{}"}}), CaseVerdict::failed)
        << "there is a result, too";
}

TEST(Evidence, of_a_failure_of_the_program_is_no_refusal) {
    const std::string id = broken;
    EXPECT_EQ(fate_of(id, {{id + ".answer.txt", "crashed\n139\n"}}), CaseVerdict::failed);
    EXPECT_EQ(
        fate_of(id, {{id + ".answer.txt", "refused\nrun.sh: line 3: 4711 Segmentation fault ./convert\n"}}),
        CaseVerdict::failed);
    EXPECT_EQ(
        fate_of(id, {{id + ".answer.txt",
                      "refused\nreading a.csv\nTraceback (most recent call last):\n  File \"a.py\"\n"}}),
        CaseVerdict::failed);
    for (const char* const end :
         {"Killed", "run.sh: line 3:  4711 Killed                  ./convert", "Aborted", "convert timed out",
          "Process ended by SIGSEGV", "System.NullReferenceException: Object reference not set",
          "Caused by: NullPointerException", "TypeError: x is undefined"}) {
        EXPECT_EQ(fate_of(id, {{id + ".answer.txt", std::string("refused\n") + end + "\n"}}),
                  CaseVerdict::failed)
            << end;
    }
    EXPECT_EQ(fate_of(id, {{id + ".outcome.json", outcome("fatal", "exception")}}), CaseVerdict::failed);
    EXPECT_EQ(fate_of(id, {{id + ".outcome.json", outcome("error", "timeout")}}), CaseVerdict::failed);
    EXPECT_EQ(fate_of("admission-full", {{"admission-full.answer.txt", "crashed\n139\n"}}),
              CaseVerdict::failed);
    EXPECT_EQ(fate_of("admission-lenient", {{"admission-lenient.answer.txt", "crashed\n139\n"}}),
              CaseVerdict::failed);
}

TEST(Evidence, that_contradicts_a_result_fails) {
    const std::string id = "admission-full";
    const std::string bundle = test::make(test::case_named(id)).documents.front();
    EXPECT_EQ(fate_of(id, {{id + ".json", bundle}}), CaseVerdict::passed);
    EXPECT_EQ(fate_of(id, {{id + ".json", bundle}, {id + ".answer.txt", "refused\nno\n"}}),
              CaseVerdict::failed);
    EXPECT_EQ(fate_of(id, {{id + ".answer.txt", "refused\nno\n"}}), CaseVerdict::missing);
}

TEST(ConformScope, leaves_out_only_what_was_not_requested) {
    const test::Folder folder;
    const auto count = [&](const ConformScope& scope) {
        return test::evaluated(folder.path(), scope).size();
    };
    const std::size_t all = test::kit().cases.size();
    const std::size_t forward = count({.tasks = {"forward"}});
    const std::size_t backward = count({.tasks = {"backward"}});
    const std::size_t check = count({.tasks = {"check"}});
    EXPECT_EQ(forward + backward + check, all);
    EXPECT_EQ(count({.tasks = {"forward", "backward"}}), forward + backward);
    EXPECT_EQ(count({.tasks = {"mhd"}}), 0U) << "of servers alone";
    ConformScope basic;
    basic.level = conform::CaseLevel::basic;
    ConformScope complete;
    complete.level = conform::CaseLevel::complete;
    EXPECT_LT(count(basic), count(complete));
    EXPECT_LT(count(complete), all);
    EXPECT_EQ(count({.forms = {"opinion", "discharge"}}),
              count({.forms = {"opinion"}}) + count({.forms = {"discharge"}}));
}

TEST(ConformScope, is_shown_in_words) {
    EXPECT_EQ(to_text(ConformScope()), "all");
    ConformScope scope{.forms = {"opinion"}, .tasks = {"forward", "check"}};
    scope.level = conform::CaseLevel::basic;
    EXPECT_EQ(to_text(scope), "check, forward; opinion; basic");
}

} // namespace
} // namespace renkei::scope_test
