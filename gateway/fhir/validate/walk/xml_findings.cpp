#include "gateway/fhir/validate/walk/xml_findings.h"

#include "generated/messages/validate.h"

#include <algorithm>

namespace renkei::validate {

void append_found_in_xml(const xml::Document& document, const diag::Report& found, diag::Report& report) {
    diag::Report kept;
    for (const diag::Finding& finding : found.findings()) {
        const bool is_said = finding.message == diag::message::validate_unexpected_array &&
                             std::ranges::binary_search(document.doubled, finding.where.offset);
        if (!is_said) {
            kept.add(finding);
        }
    }
    kept.append_not_shown(found);
    xml::XmlPositions(document).append(report, kept);
}

} // namespace renkei::validate
