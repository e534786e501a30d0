// A bundle says the same in XML.
#include "gateway/fhir/xml/reader.h"
#include "gateway/fhir/xml/writer.h"

#include "tests/laws/compare.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

namespace renkei::laws::xml_test {
namespace {

const definitions::R4Definitions& r4() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(opened) << "build the target defs_file";
    return *opened;
}

// JSON -> XML -> JSON; what is wrong is added to `report`.
std::string through_xml(const std::string& bundle, diag::Report& report) {
    static json::Parser parser(r4().names());
    static json::Tree tree;
    static xml::Reader reader(r4());
    xml::Document document;
    std::string text;
    for (const diag::Result<void>& done :
         {parser.parse(bundle, tree), xml::write(tree, json::Tree::root, r4(), text, report),
          reader.read(text, document, report)}) {
        if (!done) {
            report.add(done.error());
        }
    }
    return std::move(document.json);
}

TEST(Syntax, a_record_comes_back_whole_through_xml) {
    holds([](Lens& lens, record::Record& record, Random&) -> std::string {
        diag::Report report;
        const std::string bundle = through_xml(lens.fill(record), report);
        if (!report.empty()) {
            return "in XML:\n" + shown(report);
        }
        const Matched back = lens.match(bundle);
        if (!back.found || !back.loss.empty()) {
            return "lost:\n" + shown(back.loss);
        }
        return equal(record, back.record) ? ""
                                          : difference(canonical_text(record), canonical_text(back.record));
    });
}

} // namespace
} // namespace renkei::laws::xml_test
