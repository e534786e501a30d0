#include "gateway/forms/service/prefill.h"

#include "gateway/core/diag/grouped.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/writer.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/prefill_record.h"
#include "gateway/forms/service/target.h"
#include "gateway/forms/transfer/carry.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::service {
namespace {

namespace message = diag::message;
using form::Form;
using record::Record;

// The syntax to write; null: the form has no such one.
const form::Syntax* syntax_to_write(const Form& form, const std::string& wanted) {
    return wanted.empty() ? &form.syntaxes().front() : form.syntax(wanted);
}

// Of the new document: a draft that is made now.
transfer::TransferValues values_of_draft(const Form& form, const PrefillOptions& options) {
    transfer::TransferValues out = options.values;
    const auto own = [&](form::ItemId item, std::string_view value) {
        if (item != form::none && !value.empty()) {
            out.set.emplace(out.set.begin(), form.text(form.items()[item].id), value);
        }
    };
    own(form.about().created_item, options.created);
    own(form.document_id_item(), options.document_id);
    own(form.about().revision_item, "1");
    return out;
}

// Carries over what the foreign document and the form have in common. The source gives the values' places.
diag::Result<const Form*> carry_draft(Workspace& workspace, const RecordSource& source,
                                      const ConversionTarget& target, const PrefillOptions& options,
                                      diag::Report& report) {
    const Form& form = target.plan->form();
    const record::Places places = [&](const record::ItemLocation& at) { return source.where(at); };
    TRY_VOID(transfer::check_carried(*target.transfer, target.way, {workspace.record(), places}));
    transfer::carry(*target.transfer, target.way, {workspace.record(), places},
                    workspace.rules(*target.plan, nullptr), values_of_draft(form, options),
                    workspace.second_record(), report);
    return &form;
}

// Into the second record.
diag::Result<const Form*> begin_from(Workspace& workspace, const RecordSource& source,
                                     const PrefillOptions& options, diag::Report& report) {
    TRY_VOID(check_holds(source));
    if (const std::optional<ConversionTarget> target =
            find_transfer(workspace.catalogue(), source.plan().form(), options.to, {})) {
        return carry_draft(workspace, source, *target, options, report);
    }
    TRY(const PrefillPlan plan,
        read_prefill(options.mappings, workspace.catalogue(), source.plan(), options.to));
    const NewRecord made{.created = options.created,
                         .document_id = options.document_id,
                         .values = options.values.set,
                         .rules = workspace.rules(*plan.to, nullptr)};
    if (plan.carried) {
        const ConversionTarget target{.plan = plan.to, .transfer = &*plan.carried};
        TRY_VOID(carry_draft(workspace, source, target, options, report));
        report_carried(plan, workspace.record(), made, workspace.second_record(), report);
        return &plan.to->form();
    }
    TRY_VOID(begin_record(plan, workspace.record(), made, workspace.second_record(), report));
    return &plan.to->form();
}

diag::Result<OutputDocument> begin_document(Workspace& workspace, const RecordSource& source,
                                            const PrefillOptions& options, diag::Report& report) {
    TRY(const Form* const begun, begin_from(workspace, source, options, report));
    const Form& form = *begun;
    const Record& record = workspace.second_record();
    const form::Syntax* const syntax = syntax_to_write(form, options.syntax);
    if (syntax == nullptr) {
        return diag::fail(
            message::syntax_unknown, {},
            {std::string(form.id()), options.syntax, std::string(form.text(form.syntaxes().front().id))});
    }
    OutputDocument out;
    out.is_json = syntax->kind == form::SyntaxKind::json;
    record::Writer& writer = workspace.writer(form, *syntax, {options.read.encoding});
    writer.write(record, out.bytes, report);
    out.head = writer.head().size();
    out.name = record::file_name(record, *syntax);
    out.has_items_in_name = record::has_items_in_name(form, *syntax);
    if (out.name.empty()) {
        out.name = fmt::format("{}.{}", form.id(), out.is_json ? "json" : "csv");
    }
    return out;
}

// What is said of values is for the reader of the draft.
bool refuses(const diag::Finding& finding) {
    return finding.severity == diag::Severity::error && !diag::is_about_carried(finding) &&
           !diag::is_withheld(finding);
}

} // namespace

Outcome prefill(Workspace& workspace, const Input& input, const PrefillOptions& options) {
    Outcome out;
    out.input = input.name;
    Documents documents(workspace, input, options.read, out.report);
    bool is_wrong = false;
    while (documents.next()) {
        out.report.append(documents.found());
        if (!documents.is_usable()) {
            continue;
        }
        diag::Report findings;
        diag::Result<OutputDocument> begun = begin_document(workspace, documents.source(), options, findings);
        if (begun) {
            out.documents.push_back(*std::move(begun));
        } else {
            findings.add(begun.error());
        }
        is_wrong |= std::ranges::any_of(findings.findings(), refuses);
        out.report.append(findings);
    }
    if (is_wrong || documents.has_failed()) {
        out.status = OutcomeStatus::refused;
        out.documents.clear();
    }
    out.report.set_file(input.name);
    return out;
}

} // namespace renkei::service
