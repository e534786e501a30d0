// Every example of R4 goes JSON -> XML -> JSON unchanged.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/fhir/xml/writer.h"
#include "gateway/fhir/xml/xhtml.h"

#include "tests/definitions/open_r4.h"
#include "tests/xml/package.h"
#include "tests/xml/same_json.h"

namespace renkei::xml::examples_test {
namespace {

constexpr std::string_view package_file = "hl7.fhir.r4.examples-4.0.1.tgz";

std::string text_of(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += diag::to_text(finding, diag::Language::english) + "\n";
    }
    return out;
}

TEST(Examples, all_of_r4_come_back_from_xml_unchanged) {
    const definitions::R4Definitions& r4 = definitions::r4();
    json::Parser parser(r4.names());
    json::Tree before;
    json::Tree after;
    Reader reader(r4);
    Document document;
    const auto package = find_package(package_file);
    ASSERT_FALSE(package.empty()) << package_file;
    const std::size_t count = each_json(package, [&](const std::string& name, const std::string& text) {
        ASSERT_TRUE(parser.parse(text, before)) << name;
        diag::Report report;
        std::string xml;
        const auto written = write(before, json::Tree::root, r4, xml, report);
        ASSERT_TRUE(written) << name << " " << diag::to_text(written.error(), diag::Language::english);
        EXPECT_TRUE(report.empty()) << name << "\n" << text_of(report);
        const auto read = reader.read(xml, document, report);
        ASSERT_TRUE(read) << name << " " << diag::to_text(read.error(), diag::Language::english);
        EXPECT_TRUE(report.empty()) << name << "\n" << text_of(report);
        ASSERT_TRUE(parser.parse(document.json, after)) << name;
        EXPECT_EQ(difference(before, after), "") << name;
    });
    EXPECT_EQ(count, 5306U);
}

} // namespace
} // namespace renkei::xml::examples_test
