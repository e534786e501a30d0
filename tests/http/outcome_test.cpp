// How much of a report one response holds.
#include "gateway/network/http/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::http::outcome_test {
namespace {

using diag::Message;

TEST(Outcome, of_many_errors_has_the_first_ones_and_the_number_of_the_rest) {
    diag::Report report(200'000);
    for (int i = 0; i < 100'000; ++i) {
        report.add(Message::search_parameter_ignored, {}, {std::to_string(i)});
    }
    report.add(Message::parameter_wrong, {}, {"_count", "x", "1"});
    const Response response = error_response({}, Refusal::invalid, report, "invalid");
    EXPECT_LT(response.body.size(), 600U * max_findings);
    EXPECT_THAT(response.body, testing::HasSubstr(std::to_string(100'001 - max_findings) + " more findings"));
    EXPECT_THAT(response.body, testing::HasSubstr("parameter-wrong")) << "errors come first";
    EXPECT_EQ(limited_report(report).findings().size(), max_findings);
}

TEST(Outcome, counts_what_the_report_itself_did_not_keep) {
    diag::Report report(max_findings + 10);
    for (std::size_t i = 0; i < max_findings + 500; ++i) {
        report.add(Message::parameter_wrong, {}, {"a", "b", "c"});
    }
    EXPECT_EQ(limited_report(report).total(), max_findings + 500);
    EXPECT_EQ(limited_report(report).not_shown(), 500U);
}

TEST(Outcome, of_few_errors_keeps_their_order) {
    diag::Report report;
    report.add(Message::search_parameter_ignored, {}, {"a"});
    report.add(Message::parameter_wrong, {}, {"_count", "x", "1"});
    EXPECT_EQ(limited_report(report).findings()[0].message, Message::search_parameter_ignored);
}

} // namespace
} // namespace renkei::http::outcome_test
