// How many findings of one document are reported, and that an error is never left out for a milder one.
#include "gateway/fhir/validate/walk/finding_collector.h"
#include "generated/messages/json.h"

#include "tests/validate/bundle_kit.h"
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::validate::test::max_findings_test {
namespace {

using diag::Severity;

NodeFinding finding(Severity severity, json::NodeId at) {
    return {.message = message::nothing_found,
            .severity = severity,
            .at = at,
            .args = std::make_shared<const std::vector<std::string>>()};
}

FindingCollector collector_of(Severity severity, json::NodeId count) {
    FindingCollector out(2);
    for (json::NodeId at = 0; at < count; ++at) {
        out.add(finding(severity, at));
    }
    return out;
}

TEST(A_collector, has_room_for_errors_behind_very_many_warnings) {
    FindingCollector collector = collector_of(Severity::warning, 5);
    collector.add(finding(Severity::error, 7));
    ASSERT_EQ(collector.findings().size(), 3U);
    EXPECT_EQ(collector.findings().back().severity, Severity::error);
    EXPECT_EQ(collector.not_kept(Severity::warning), 3U);
    EXPECT_EQ(collector.not_kept(Severity::error), 0U);
}

TEST(A_collector, is_bounded_for_errors_too_and_counts_them) {
    const FindingCollector collector = collector_of(Severity::error, 9);
    EXPECT_EQ(collector.findings().size(), 4U);
    EXPECT_EQ(collector.errors(), 9U);
    EXPECT_EQ(collector.not_kept(Severity::error), 5U);
}

std::string unconnected(std::string_view inside) {
    const std::string leader = composition(
        "", "'author':[" + reference("urn:uuid:9a7cbb0f-9a4b-4f5e-8e6a-0d8b6b0a0c02") + "]," + text(inside));
    return bundle("document", {entry("urn:uuid:9a7cbb0f-9a4b-4f5e-8e6a-0d8b6b0a0c01", leader),
                               entry("urn:uuid:9a7cbb0f-9a4b-4f5e-8e6a-0d8b6b0a0c02", patient("")),
                               entry("urn:uuid:9a7cbb0f-9a4b-4f5e-8e6a-0d8b6b0a0c03", patient(""))});
}

TEST(A_document, is_invalid_however_many_warnings_come_before_its_error) {
    ValidationOptions few;
    few.best_practice = BestPractice::ignore;
    few.max_findings = 10;
    std::string links;
    for (int i = 0; i < 20; ++i) {
        links += fmt::format("<a href=\\'#x\\'>{}</a>", i);
    }
    const std::string document = unconnected("<p id=\\'x\\'>a</p><p id=\\'x\\'>b</p><p>" + links + "</p>");
    EXPECT_THAT(severities("VB52", document, few), testing::SizeIs(testing::Gt(5U)));
    EXPECT_THAT(severities("VB40", document, few), testing::ElementsAre(Severity::error));
}

TEST(Findings_beyond_the_limit, are_counted_by_severity) {
    ValidationOptions few;
    few.max_findings = 1;
    const diag::Report report =
        report_of("{'resourceType':'Basic','code':{'text':'x'},'a':1,'b':1,'c':1}", few);
    EXPECT_EQ(report.findings().size(), 2U);
    EXPECT_EQ(report.count(Severity::error), 3U);
    EXPECT_EQ(report.not_shown(Severity::error) + report.not_shown(Severity::warning), report.not_shown());
    EXPECT_GE(report.not_shown(Severity::error), 1U);
}

} // namespace
} // namespace renkei::validate::test::max_findings_test
