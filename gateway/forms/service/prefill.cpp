#include "gateway/forms/service/prefill.h"

#include "gateway/core/time/date.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/service/document_status.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/target.h"
#include "gateway/forms/transfer/carry.h"
#include "gateway/forms/transfer/transfer_refusal.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::service {
namespace {

namespace message = diag::message;
using diag::Message;
using form::Form;
using form::Item;
using record::Record;
using record::Row;

// The age rule of the new form that computes an item.
const form::Rule* age_rule(const Form& form, form::ItemId item) {
    const auto found = std::ranges::find_if(form.rules(), [&](const form::Rule& rule) {
        return rule.kind == form::RuleKind::agrees && rule.subject == item && rule.conditions == 0;
    });
    return found == form.rules().end() ? nullptr : &*found;
}

class Begin {
public:
    Begin(const PrefillPlan& plan, const PrefillOptions& options, const Record& from, Record& to,
          diag::Report& report)
        : plan_(plan),
          options_(options),
          from_(from),
          to_(to),
          form_(plan.to->form()),
          report_(report),
          target_(form_, to, report) {}

    void run() {
        own_values();
        for (const PrefillRow& row : plan_.rows) {
            if (row.rule != PrefillRule::recompute) {
                take(row);
            }
        }
        for (const PrefillRow& row : plan_.rows) {
            if (row.rule == PrefillRule::recompute) {
                recompute(row);
            }
        }
        to_.number_rows();
    }

private:
    // What the person gave, and what says which document this is.
    void own_values() {
        const form::FormHeader& about = form_.about();
        target_.set(about.created_item, options_.created);
        target_.set(form_.document_id_item(), options_.document_id);
        target_.set(about.revision_item, "1");
        target_.give(options_.values.set);
    }

    void take(const PrefillRow& row) {
        const Item& source = from_.form().items()[row.from];
        const Item& target = form_.items()[row.to];
        if (source.group == form::document_group) {
            take_value(row, from_.root(), target.group == form::document_group ? &to_.root() : nullptr);
            return;
        }
        std::uint32_t place = 0;
        for (const Row* each : from_.rows(from_.root(), source.group)) {
            take_value(row, *each,
                       row.rule == PrefillRule::compare ? nullptr : &target_.row_at(target.group, place));
            ++place;
        }
    }

    void take_value(const PrefillRow& row, const Row& source, Row* target) {
        const Item& there = from_.form().items()[row.from];
        const Item& here = form_.items()[row.to];
        const std::string_view text = from_.value(source, there).text();
        const auto mapped = row.map.find(std::string(text));
        if (text.empty() || (row.has_map && mapped == row.map.end())) {
            return;
        }
        const std::string value = row.has_map ? mapped->second : std::string(text);
        if (row.rule != PrefillRule::compare && target != nullptr) {
            target_.set(*target, here, value);
        }
        if (row.rule == PrefillRule::copy_confirm || row.rule == PrefillRule::compare) {
            report(row, here, value);
        }
    }

    void recompute(const PrefillRow& row) {
        const form::Rule* const rule = age_rule(form_, row.to);
        if (rule == nullptr || rule->targets != 2) {
            return;
        }
        const auto text_of = [&](form::RuleTarget target) {
            return to_.value(to_.root(), form_.items()[target.item()]).text();
        };
        const std::string_view day = text_of(form_.targets(*rule)[1]);
        const std::optional<int> years = time::full_years(
            text_of(form_.targets(*rule)[0]), day.empty() ? std::string_view(options_.created) : day);
        if (years && *years >= 0) {
            target_.set(row.to, std::to_string(*years));
        }
    }

    void report(const PrefillRow& row, const Item& here, const std::string& value) {
        const auto sentence = plan_.sentences.find(row.rule);
        const Message message =
            row.rule == PrefillRule::compare ? message::prefill_compare : message::prefill_confirm;
        const std::string note =
            fmt::format("{}{}{}", sentence == plan_.sentences.end() ? "" : sentence->second,
                        row.note.empty() ? "" : "。", row.note);
        diag::Finding& finding = report_.add(message, {}, {shown(here, value), note});
        finding.item = form_.text(here.id);
        finding.name = form_.text(here.name);
        finding.value = value;
    }

    std::string shown(const Item& item, const std::string& value) const {
        const std::string_view display = transfer::display_of(form_, item, value);
        return display.empty() ? value : fmt::format("{}（{}）", display, value);
    }

    const PrefillPlan& plan_;
    const PrefillOptions& options_;
    const Record& from_;
    Record& to_;
    const Form& form_;
    diag::Report& report_;
    transfer::TargetRecord target_;
};

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
diag::Result<const Form*> begin_record(Workspace& workspace, const RecordSource& source,
                                       const PrefillOptions& options, diag::Report& report) {
    if (const std::optional<ConversionTarget> target =
            find_transfer(workspace.catalogue(), source.plan().form(), options.to, {})) {
        TRY_VOID(check_holds(source));
        return carry_draft(workspace, source, *target, options, report);
    }
    TRY(const PrefillPlan plan,
        read_prefill(options.mappings, workspace.catalogue(), source.plan(), options.to));
    Begin(plan, options, workspace.record(), workspace.second_record(), report).run();
    return &plan.to->form();
}

diag::Result<OutputDocument> begin_document(Workspace& workspace, const RecordSource& source,
                                            const PrefillOptions& options, diag::Report& report) {
    TRY(const Form* const begun, begin_record(workspace, source, options, report));
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
        is_wrong |= findings.at_least(diag::Severity::error);
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
