// Reads XML and writes JSON for a test, and prints findings in short.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/fhir/xml/reader.h"
#include "gateway/fhir/xml/writer.h"

#include "tests/definitions/open_r4.h"

#include <string>
#include <string_view>

namespace renkei::xml {

// "X031 2:3 Patient.name[0]": id, line, column, path; one a line.
inline std::string in_short(const diag::Finding& finding) {
    const diag::Where& where = finding.where;
    return std::string(diag::row(finding.message).id) + " " + std::to_string(where.line) + ":" +
           std::to_string(where.column) + (where.path.empty() ? "" : " " + where.path);
}
inline std::string in_short(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += (out.empty() ? "" : "\n") + in_short(finding);
    }
    return out;
}

struct Read {
    std::string json;
    std::string findings; // or the refusal
    Document document;
};
inline Read read(std::string_view xml, ReaderOptions options = {}) {
    Reader reader(definitions::r4(), options);
    Read out;
    diag::Report report;
    const auto result = reader.read(xml, out.document, report);
    out.findings = result ? in_short(report) : in_short(result.error());
    out.json = result ? out.document.json : "";
    return out;
}

// A Patient with this inside.
inline std::string patient(std::string_view content) {
    return "<Patient xmlns=\"http://hl7.org/fhir\">" + std::string(content) + "</Patient>";
}

inline std::string refusal(std::string_view xml, ReaderOptions options = {}) {
    const Read it = read(xml, options);
    return it.json.empty() ? it.findings : "accepted";
}

struct Written {
    std::string xml; // without the declaration
    std::string findings;
};
inline Written write(std::string_view text) {
    json::Parser parser(definitions::r4().names());
    json::Tree tree;
    Written out;
    EXPECT_TRUE(parser.parse(text, tree)) << text;
    diag::Report report;
    const auto result = xml::write(tree, json::Tree::root, definitions::r4(), out.xml, report);
    out.findings = result ? in_short(report) : in_short(result.error());
    out.xml.erase(0, out.xml.find('\n') + 1);
    while (out.xml.ends_with('\n')) {
        out.xml.pop_back();
    }
    return out;
}

} // namespace renkei::xml
