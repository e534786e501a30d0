#include "gateway/forms/service/check.h"

#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/read_from.h"

namespace renkei::service {
void check_rules(Workspace& workspace, const RecordSource& source, const record::Record& record,
                 diag::Report& report) {
    workspace.rules(source.plan(), source.syntax())
        .check(record, report, [&](const record::ItemLocation& location) { return source.where(location); });
}

Outcome check(Workspace& workspace, const Input& input, const ReadSettings& settings) {
    Outcome out;
    out.input = input.name;
    Documents documents(workspace, input, settings, out.report);
    bool is_broken = false;
    while (documents.next()) {
        const diag::Report broken = documents.broken_rules();
        is_broken |= broken.at_least(diag::Severity::error);
        out.report.append(documents.found());
        out.report.append(broken);
        if (documents.is_usable() && documents.source().kind() == InputKind::bundle) {
            diag::Report found = documents.found();
            found.append(broken);
            report_read_from(documents.source().plan(), found, out.report);
        }
    }
    out.report.set_file(input.name);
    out.status = is_broken || documents.has_failed() ? OutcomeStatus::refused : OutcomeStatus::done;
    return out;
}

} // namespace renkei::service
