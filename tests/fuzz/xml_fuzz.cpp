// Any bytes as FHIR XML: what is read is JSON that our reader of JSON takes, all its places lie in the XML,
// and what was read without a finding comes back the same. As a narrative: our check and libxml2 agree on
// what is well-formed, and what a page shows of one is harmless.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/fhir/xml/writer.h"
#include "gateway/fhir/xml/xhtml.h"
#include "gateway/fhir/xml/xhtml_writer.h"
#include "gateway/forms/html/narrative.h"
#include "generated/messages/xml.h"

#include "tests/fuzz/mappings.h"
#include "tests/fuzz/target.h"

namespace renkei::fuzz::xml_fuzz {

namespace {

void require_back(const json::Tree& tree, const std::string& first) {
    static xml::Reader reader(fuzz::r4());
    static xml::Document document;
    std::string written;
    diag::Report report;
    require(xml::write(tree, json::Tree::root, fuzz::r4(), written, report).has_value(),
            "what was read is a resource");
    if (report.empty()) {
        require(reader.read(written, document, report).has_value(), "what is written is FHIR XML");
        require(report.empty(), "what is written is right");
        fuzz::require_same(first, document.json, "XML -> JSON -> XML -> JSON");
    }
}

void read(std::string_view input) {
    static xml::Reader reader(fuzz::r4());
    static xml::Document document;
    static json::Parser parser(fuzz::r4().names(), {.max_depth = 130});
    static json::Tree tree;
    diag::Report report;
    if (!reader.read(input, document, report)) {
        return;
    }
    for (const xml::Origin& origin : document.origins) {
        require(origin.xml < input.size() && origin.json < document.json.size(),
                "places lie in the documents");
    }
    for (const diag::Finding& finding : report.findings()) {
        require(finding.where.line > 0 && finding.where.offset <= input.size(), "a finding has its place");
    }
    const bool is_json = parser.parse(document.json, tree).has_value();
    require(is_json || !report.empty(), "what is right in XML is right in JSON");
    if (is_json && report.empty()) {
        require_back(tree, document.json);
    }
}

void check(std::string_view div) {
    const bool taken =
        !xml::malformed(div) || xml::malformed(div)->message != diag::message::narrative_malformed;
    if (taken) { // libxml2 takes more around the element: a declaration, comments
        require(xml::canonical_xhtml(div).has_value(), "what is embedded is well-formed");
    }
    require(!xml::is_good_narrative(div) || taken || xml::trimmed(div) != div, "what is good is well-formed");
}

} // namespace

// On a page nothing of it runs, loads or hides, and all that it opens it closes.
void clean(std::string_view div) {
    int tables = 0;
    const std::string html = html::clean_narrative(div, 1U << 16, tables).html;
    for (const std::string_view part :
         {"<script", "<style", "<img", "<a", "<svg", "<iframe", "<!", "<?", " on", "style="}) {
        const std::size_t at = html.find(part);
        const std::size_t tag = html.rfind('<', at);
        require(at == std::string::npos || html.find('>', tag) < at, "a narrative on a page is harmless");
    }
    const auto count = [&](std::string_view what) {
        std::size_t out = 0;
        for (std::size_t at = html.find(what); at != std::string::npos; at = html.find(what, at + 1)) {
            ++out;
        }
        return out;
    };
    require(count("<div") == count("</div>") && count("<table") == count("</table>"),
            "it closes what it opens");
}

FUZZ_TARGET(xml)(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    read(input);
    check(input);
    clean(input);
    return 0;
}

} // namespace renkei::fuzz::xml_fuzz
