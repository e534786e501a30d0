// Findings about the JSON that an XML document became.
#include "gateway/fhir/validate/walk/xml_findings.h"
#include "generated/messages/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::xml_findings_test {
namespace {

TEST(An_unexpected_array, is_left_out_where_an_element_is_doubled_and_only_there) {
    xml::Document document;
    document.input = "<a/>";
    document.doubled = {10, 30};
    diag::Report found(3);
    found.add(message::validate_unexpected_array, {.offset = 10, .line = 1, .path = "here"}, {"a"});
    found.add(message::validate_unexpected_array, {.offset = 20, .line = 1, .path = "elsewhere"}, {"a"});
    found.add(message::validate_null, {.offset = 30, .line = 1, .path = "another message"}, {});
    found.add(message::validate_null, {.offset = 40, .line = 1, .path = "only counted"}, {});
    diag::Report report;
    append_found_in_xml(document, found, report);
    std::vector<std::string> places;
    for (const diag::Finding& finding : report.findings()) {
        places.push_back(finding.where.path);
    }
    EXPECT_THAT(places, testing::ElementsAre("elsewhere", "another message"));
    EXPECT_EQ(report.total(), 3U);
}

} // namespace
} // namespace renkei::validate::xml_findings_test
