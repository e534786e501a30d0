#include "gateway/fhir/fhirapi/findings.h"

#include <algorithm>
#include <iterator>

namespace renkei {
namespace {

Place published(const diag::Where& where) {
    return {.file = where.file,
            .offset = where.offset,
            .line = where.line,
            .column = where.column,
            .row = where.record,
            .cell = where.cell,
            .document = where.document,
            .path = where.path};
}

} // namespace

static_assert(static_cast<int>(Severity::error) == static_cast<int>(diag::Severity::error));

Finding published(const diag::Finding& finding) {
    return {.id = std::string(diag::row(finding.message).id),
            .severity = static_cast<Severity>(finding.severity),
            .place = published(finding.where),
            .arguments = finding.args,
            .english = diag::sentence(finding.message, finding.args, diag::Language::english),
            .japanese = diag::sentence(finding.message, finding.args, diag::Language::japanese),
            .item = finding.item,
            .item_name = finding.name,
            .value = finding.value};
}

Findings published(const diag::Report& report) {
    Findings out;
    out.shown.reserve(report.findings().size());
    std::ranges::transform(report.findings(), std::back_inserter(out.shown),
                           [](const diag::Finding& each) { return published(each); });
    out.not_shown = report.not_shown();
    return out;
}

} // namespace renkei
