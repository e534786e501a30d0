#include "gateway/forms/service/check.h"

#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/document_set.h"
#include "gateway/forms/service/documents.h"

namespace renkei::service {
namespace {

void add_set_member(const Workspace& workspace, const Documents& documents, const std::string& file,
                    Outcome& out) {
    const record::Record& record = documents.record();
    diag::Where where =
        documents.source().where({record.root(), record.form().first_document_item(), form::GroupId(), 0});
    where.file = file;
    if (auto member = set_member(workspace.catalogue(), record, std::move(where))) {
        out.set_members.push_back(*std::move(member));
    }
}

} // namespace

bool is_of_foreign_form(const RecordSource& source) {
    return source.kind() == InputKind::bundle && source.plan().form().is_foreign();
}

void check_rules(Workspace& workspace, const RecordSource& source, const record::Record& record,
                 diag::Report& report, const form::Syntax* becomes) {
    diag::Report broken;
    workspace.rules(source.plan(), becomes != nullptr ? becomes : source.syntax())
        .check(record, broken, [&](const record::ItemLocation& location) { return source.where(location); });
    report.append(is_of_foreign_form(source) ? diag::as_warnings(broken) : broken);
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
        if (documents.is_usable()) {
            add_set_member(workspace, documents, input.name, out);
        }
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
