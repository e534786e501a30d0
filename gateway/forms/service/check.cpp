#include "gateway/forms/service/check.h"

#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/read_from.h"
#include "generated/messages/rules.h"

#include <algorithm>
#include <set>
#include <utility>

namespace renkei::service {
namespace {

using diag::Finding;
using diag::Severity;

// Several documents of a file have the same items.
using Box = std::pair<std::string, std::uint32_t>;
Box box_of(const Finding& finding) { return {finding.item, finding.where.cell}; }

} // namespace

void check_rules(Workspace& workspace, const RecordSource& source, const record::Record& record,
                 diag::Report& report) {
    workspace.rules(source.plan(), source.syntax())
        .check(record, report, [&](const record::ItemLocation& location) { return source.where(location); });
}

void check_damaged(Workspace& workspace, const RecordSource& source, const record::Record& record,
                   const diag::Report& reading, diag::Report& report) {
    std::set<Box> refused;
    for (const Finding& finding : reading.findings()) {
        if (finding.severity == Severity::error && finding.item.empty()) {
            return; // more than a value is missing
        }
        if (finding.severity == Severity::error) {
            refused.insert(box_of(finding));
        }
    }
    if (record::canonical_text(record).empty()) {
        return; // the line could not be cut into cells
    }
    diag::Report broken;
    check_rules(workspace, source, record, broken);
    for (const Finding& finding : broken.findings()) {
        // a rule between items may only be broken because a value was refused
        if (finding.message != diag::message::rule_broken && !refused.contains(box_of(finding))) {
            report.add(finding);
        }
    }
}

Outcome check(Workspace& workspace, const Input& input, const ReadSettings& settings) {
    Outcome out;
    out.input = input.name;
    Documents documents(workspace, input, settings, out.report);
    bool is_broken = false;
    while (documents.next()) {
        const diag::Report broken = documents.broken_rules();
        is_broken |= broken.at_least(Severity::error);
        out.report.append(documents.found());
        out.report.append(broken);
        if (documents.is_usable() && documents.source().kind() == InputKind::bundle) {
            diag::Report found = documents.found();
            found.append(broken);
            report_read_from(documents.source().plan(), found, out.report);
        }
    }
    out.report.set_file(input.name);
    out.status = is_broken || documents.is_refused() ? OutcomeStatus::refused : OutcomeStatus::done;
    return out;
}

} // namespace renkei::service
