#include "gateway/forms/service/prefill.h"

#include "gateway/core/diag/grouped.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/writer.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/prefill_plan.h"
#include "gateway/forms/service/target.h"
#include "gateway/forms/transfer/carry.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/prefill.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::service {
namespace {

using form::Form;
using form::ItemId;
using record::Record;
using transfer::Transfer;

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
    own(made_item(form), made_text(form, options.created));
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

// The names of what an item of the new form was made from: 「退院時方針の内容、退院時方針指示（本文）」.
std::string sources_of(const Transfer& carried, const Record& from, ItemId ours) {
    std::string out;
    std::set<ItemId> named;
    for (const transfer::TransferRow& row : carried.rows) {
        const form::Item& item = from.form().items()[row.foreign];
        const bool is_there = row.ours == ours &&
                              std::ranges::any_of(transfer::rows_of(from, item.group), [&](const auto* each) {
                                  return !from.value(*each, item).empty();
                              });
        if (is_there && named.insert(row.foreign).second) {
            out.append(out.empty() ? "" : "、").append(from.form().text(item.name));
        }
    }
    return out;
}

bool is_carried(const Transfer& carried, ItemId ours) {
    return std::ranges::find(carried.rows, ours, &transfer::TransferRow::ours) != carried.rows.end() ||
           std::ranges::find(carried.any, ours, &transfer::TransferAny::ours) != carried.any.end();
}

// What a transfer filled: which values are to be confirmed, and what they come from.
void report_carried(const PrefillPlan& plan, const Record& from, const NewRecord& made, const Record& to,
                    diag::Report& report) {
    const form::Form& form = plan.to->form();
    std::set<std::optional<ItemId>> given;
    for (const auto& [name, value] : made.values) {
        given.insert(transfer::given_item(form, name).item);
    }
    for (const ItemId id : form.items().ids()) {
        if (!is_carried(*plan.carried, id) || given.contains(id)) {
            continue;
        }
        const form::Item& item = form.items()[id];
        const std::string sources = sources_of(*plan.carried, from, id);
        PrefillRow confirm{};
        confirm.rule = PrefillRule::copy_confirm;
        confirm.note = sources.empty() ? "" : "元の欄：" + sources;
        for (const record::Row* row : transfer::rows_of(to, item.group)) {
            if (const std::string_view value = to.value(*row, item).text(); !value.empty()) {
                report.add(finding_of(message::prefill_confirm, plan, confirm, item, std::string(value),
                                      transfer::path_of(form, *row, item)));
            }
        }
    }
    list_missing(made, to, report);
}

// Into the second record.
diag::Result<const Form*> begin_from(Workspace& workspace, const RecordSource& source,
                                     const PrefillOptions& options, diag::Report& report) {
    TRY_VOID(check_holds(source));
    if (const std::optional<ConversionTarget> target =
            find_transfer(workspace.catalogue(), source.plan().form(), options.to, {});
        target && options.may_transfer) {
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
        return diag::fail(message::syntax_unknown, {},
                          {form.id(), options.syntax, form.text(form.syntaxes().front().id)});
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
