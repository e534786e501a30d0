// How much of a report one answer tells.
#include "gateway/http/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::http::outcome_test {
namespace {

using diag::Message;

TEST(Outcome, of_many_faults_tells_so_many_and_how_many_more_there_are) {
    diag::Report report(200'000);
    for (int i = 0; i < 100'000; ++i) {
        report.add(Message::search_parameter_ignored, {}, {std::to_string(i)});
    }
    report.add(Message::parameter_wrong, {}, {"_count", "x", "1"});
    const Answer answer = refuse({}, 422, report, "invalid");
    EXPECT_LT(answer.body.size(), 600U * most_findings);
    EXPECT_THAT(answer.body, testing::HasSubstr(std::to_string(100'001 - most_findings) + " more findings"));
    EXPECT_THAT(answer.body, testing::HasSubstr("parameter-wrong")) << "errors are told first";
    EXPECT_EQ(for_answer(report).findings().size(), most_findings);
}

TEST(Outcome, counts_what_the_report_itself_did_not_keep) {
    diag::Report report(most_findings + 10);
    for (std::size_t i = 0; i < most_findings + 500; ++i) {
        report.add(Message::parameter_wrong, {}, {"a", "b", "c"});
    }
    EXPECT_EQ(for_answer(report).total(), most_findings + 500);
    EXPECT_EQ(for_answer(report).not_shown(), 500U);
}

TEST(Outcome, of_few_faults_keeps_their_order) {
    diag::Report report;
    report.add(Message::search_parameter_ignored, {}, {"a"});
    report.add(Message::parameter_wrong, {}, {"_count", "x", "1"});
    EXPECT_EQ(for_answer(report).findings()[0].message, Message::search_parameter_ignored);
}

} // namespace
} // namespace renkei::http::outcome_test
