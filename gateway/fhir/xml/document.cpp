#include "gateway/fhir/xml/document.h"

#include <algorithm>

namespace renkei::xml {

std::size_t Document::xml_offset(std::size_t json_offset) const {
    const auto behind = std::ranges::upper_bound(origins, json_offset, {}, &Origin::json);
    return behind == origins.begin() ? 0 : std::prev(behind)->xml;
}

void report_dropped(const Document& document, diag::Report& report) {
    if (document.dropped.empty()) {
        return;
    }
    const json::Positions positions(document.input);
    for (const Dropped& each : document.dropped) {
        const json::Position place = positions.at(each.offset);
        report.add(each.message, {.offset = each.offset, .line = place.line, .column = place.column},
                   {each.text});
    }
}

diag::Where XmlPositions::in_xml(diag::Where in_json) const {
    if (in_json.line == 0) {
        return in_json;
    }
    in_json.offset = document_.xml_offset(in_json.offset);
    const json::Position place = positions_.at(in_json.offset);
    in_json.line = place.line;
    in_json.column = place.column;
    return in_json;
}

void XmlPositions::append(diag::Report& report, const diag::Report& about_json) const {
    for (diag::Finding finding : about_json.findings()) {
        finding.where = in_xml(std::move(finding.where));
        report.add(std::move(finding));
    }
    report.append_not_shown(about_json);
}

} // namespace renkei::xml
