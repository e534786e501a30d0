#include "gateway/core/json/parser.h"
#include "gateway/fhir/fhirapi/findings.h"
#include "gateway/fhir/fhirapi/state.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/fhir/xml/writer.h"

#include <renkei/fhir/syntax.h>

namespace renkei {

Result<SyntaxResult> json_to_xml(const Definitions& definitions, std::string_view json, Layout layout) {
    const definitions::R4Definitions& r4 = definitions.state().loaded.r4();
    json::Tree tree;
    if (const diag::Result<void> read = json::Parser(r4.names()).parse(json, tree); !read) {
        return published(read.error());
    }
    std::string text;
    diag::Report report;
    const auto form = layout == Layout::indented ? xml::Layout::indented : xml::Layout::compact;
    if (const auto written = xml::write(tree, json::Tree::root, r4, text, report, form); !written) {
        return published(written.error());
    }
    return SyntaxResult{.text = std::move(text), .findings = published(report)};
}

Result<SyntaxResult> xml_to_json(const Definitions& definitions, std::string_view xml) {
    xml::Document document;
    diag::Report report;
    xml::Reader reader(definitions.state().loaded.r4());
    if (const diag::Result<void> read = reader.read(xml, document, report); !read) {
        return published(read.error());
    }
    xml::report_dropped(document, report);
    return SyntaxResult{.text = std::move(document.json), .findings = published(report)};
}

} // namespace renkei
