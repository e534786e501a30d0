#include "gateway/xml/document.h"

#include <algorithm>

namespace renkei::xml {

std::size_t Document::xml_offset(std::size_t json_offset) const {
    const auto behind = std::ranges::upper_bound(origins, json_offset, {}, &Origin::json);
    return behind == origins.begin() ? 0 : std::prev(behind)->xml;
}

diag::Where Places::in_xml(diag::Where in_json) const {
    if (in_json.line == 0) {
        return in_json;
    }
    in_json.offset = document_.xml_offset(in_json.offset);
    const json::Position place = positions_.at(in_json.offset);
    in_json.line = place.line;
    in_json.column = place.column;
    return in_json;
}

diag::Report Places::in_xml(const diag::Report& in_json) const {
    diag::Report out;
    for (diag::Finding finding : in_json.findings()) {
        finding.where = in_xml(std::move(finding.where));
        out.add(std::move(finding));
    }
    return out;
}

} // namespace renkei::xml
