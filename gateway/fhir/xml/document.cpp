#include "gateway/fhir/xml/document.h"

#include "generated/messages/validate.h"
#include "generated/messages/xml.h"

#include <algorithm>
#include <array>

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
    std::array<std::size_t, 3> shown{};
    for (diag::Finding finding : about_json.findings()) {
        ++shown[static_cast<std::size_t>(finding.severity)];
        if (finding.message == diag::message::validate_unexpected_array &&
            report.has(diag::message::xml_twice)) {
            continue; // an element that stands twice; only the JSON has an array
        }
        finding.where = in_xml(std::move(finding.where));
        report.add(std::move(finding));
    }
    diag::Report counted(0);
    for (const auto severity :
         {diag::Severity::information, diag::Severity::warning, diag::Severity::error}) {
        diag::Finding finding;
        finding.severity = severity;
        for (std::size_t i = shown[static_cast<std::size_t>(severity)]; i < about_json.count(severity); ++i) {
            counted.add(finding);
        }
    }
    report.append(counted);
}

} // namespace renkei::xml
