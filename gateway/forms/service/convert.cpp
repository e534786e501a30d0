#include "gateway/forms/service/convert.h"

#include "gateway/core/base/buffer.h"
#include "gateway/forms/html/document_page.h"
#include "gateway/forms/html/narrative_page.h"
#include "gateway/forms/mapping/fill/fill.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/writer.h"
#include "gateway/forms/service/check.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/forms/service/values.h"
#include "generated/messages/characters.h"
#include "generated/messages/conversion.h"
#include "generated/messages/documents.h"
#include "generated/messages/json_forms.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace renkei::service {
namespace {

using diag::Severity;

constexpr Message kinds_of_loss[] = {
#define MESSAGE(name, id, severity, english, japanese) message::name,
#include "gateway/core/diag/messages/characters.def"
#include "gateway/core/diag/messages/conversion.def"
#undef MESSAGE
    message::json_key_near_unmapped,
};

// of documents that are handed on together
constexpr std::size_t early_bytes = 256U << 10;

// An unknown key goes back as it came. Its line breaks are white space, and a document is one line.
void remove_line_breaks(std::string& json) {
    if (json.find('\n') + 1 < json.size() || json.find('\r') != std::string::npos) {
        std::erase_if(json, [](char c) { return c == '\n' || c == '\r'; });
        json += '\n';
    }
}

// Conversion of one input. Without a sink for early documents they are collected until all of it is done.
class Conversion {
public:
    Conversion(Workspace& workspace, const Input& input, const ConvertOptions& options, const Sink& early)
        : workspace_(workspace),
          input_(input),
          options_(options),
          early_(early) {}

    Outcome run() {
        outcome_.input = input_.name;
        outcome_.report = diag::Report(options_.read.most_findings);
        ReadSettings settings = options_.read;
        settings.takes_documents_without_form =
            options_.to.syntax == page_name && options_.to.form.empty() && options_.to.version.empty();
        Documents documents(workspace_, input_, settings, outcome_.report);
        while (documents.next() && take(documents)) {
            hand_on();
        }
        refused_ |= documents.has_failed();
        if (refused_) {
            outcome_.status = OutcomeStatus::refused;
            outcome_.documents.clear();
        }
        if (has_several_forms_) {
            outcome_.form.clear();
        }
        outcome_.report.set_file(input_.name);
        outcome_.documents = take_documents();
        return std::move(outcome_);
    }

private:
    // Hands on the documents made so far; those of a refused input are dropped. A first document waits for a
    // second one, because its name depends on whether it is the only one.
    void hand_on() {
        if (refused_) {
            outcome_.documents.clear();
        }
        const bool are_many = handed_on_ + outcome_.documents.size() > 1;
        if (early_ && !refused_ && are_many && bytes_ >= early_bytes) {
            bytes_ = 0;
            Outcome out;
            out.input = input_.name;
            out.is_last = false;
            out.documents = take_documents();
            early_(std::move(out));
        }
    }

    std::vector<OutputDocument> take_documents() {
        std::vector<OutputDocument> out = std::exchange(outcome_.documents, {});
        join_same_names(out);
        name_documents(out, input_, handed_on_, [&](const OutputDocument& each) { return ending_of(each); });
        handed_on_ += out.size();
        return out;
    }

    // False: no more are read.
    bool take(const Documents& documents) {
        if (++read_ > options_.max_documents) {
            refuse(diag::finding(message::too_many_documents, {}, {std::to_string(options_.max_documents)}));
            return false;
        }
        const diag::Report& found = documents.found();
        note_form(documents.source().form());
        refused_ |= documents.has_failed() || (options_.on_loss == OnLoss::refuse && loses(found));
        outcome_.report.append(found);
        if (documents.status() == ReadStatus::without_form) {
            add_page(html::narrative_page(*documents.source().tree()));
        } else if (documents.is_usable()) {
            document(documents.source(), documents.record(), found);
        } else {
            outcome_.report.append(documents.broken_rules());
        }
        return true;
    }

    void add_page(std::string page) {
        bytes_ += page.size();
        outcome_.documents.push_back(
            {.name = {}, .bytes = std::move(page), .is_json = false, .kind = std::string(page_name)});
    }

    void note_form(std::string_view form) {
        has_several_forms_ |= read_ > 1 && form != outcome_.form;
        outcome_.form = form;
    }

    void document(const RecordSource& source, record::Record& record, const diag::Report& reading) {
        const diag::Result<ConversionTarget> target =
            choose_target(workspace_.catalogue(), source, options_.to);
        diag::Report found = reading;
        found.append(
            check_rules_of(source, record, target ? *target : ConversionTarget{.plan = &source.plan()}));
        if (source.kind() == InputKind::bundle) {
            report_read_from(source.plan(), found, outcome_.report);
        }
        if (!target) {
            refuse(target.error());
            return;
        }
        if (target->transfer == nullptr && !options_.values.set.empty()) {
            refuse(diag::finding(message::values_not_used, {}, {options_.values.set.front().first}));
            return;
        }
        diag::Report loss(options_.read.most_findings);
        record::Record* const converted = convert_record(source, *target, record, found, loss);
        if (converted != nullptr) {
            const diag::Result<void> written = write(source, *target, *converted, loss);
            if (!written) {
                refuse(written.error());
            }
        }
        refused_ |= options_.on_loss == OnLoss::refuse && loses(loss);
        outcome_.report.append(loss);
        if (converted != nullptr && !refused_) {
            found.append(loss);
            add_summary(*converted, found);
        }
    }

    void add_summary(const record::Record& made, const diag::Report& said) {
        if (std::optional<diag::Finding> summary = summary_of(made, said)) {
            outcome_.report.add(*std::move(summary));
        }
    }

    // An item for which the form's file has no place need not be filled: the file that is read, or the one
    // that a bundle becomes.
    diag::Report check_rules_of(const RecordSource& source, const record::Record& record,
                                const ConversionTarget& target) {
        const bool stays = source.kind() == InputKind::bundle && target.plan == &source.plan();
        diag::Report broken;
        check_rules(workspace_, source, record, broken, stays ? target.syntax : nullptr);
        if (target.transfer != nullptr && target.way == transfer::Direction::in) {
            broken = diag::as_warnings(broken); // of the form that it comes from
        }
        refused_ |= options_.rules == BrokenRules::refuse && broken.at_least(Severity::error);
        outcome_.report.append(broken);
        return broken;
    }

    // The record for the target. Another version of the form is reached through the bundle, which both
    // versions share. Null if the conversion is impossible. `found`: in what is read.
    record::Record* convert_record(const RecordSource& source, const ConversionTarget& target,
                                   record::Record& record, const diag::Report& found, diag::Report& loss) {
        if (target.transfer != nullptr) {
            return carry_over(source, target, record, loss);
        }
        if (target.plan == &source.plan()) {
            return &record;
        }
        diag::Report leaves; // what report_version_loss() says by items
        bundle_between_ = to_bundle(workspace_, source.plan(), record, leaves);
        record::Record& other = workspace_.second_record();
        if (const diag::Result<void> matched =
                from_bundle(workspace_, *target.plan, bundle_between_, other, leaves);
            !matched) {
            refuse(matched.error());
            return nullptr;
        }
        report_version_loss(record, other, loss);
        set_version(*target.plan, other);
        check_written(target, other, found);
        return &other;
    }

    // What the version that is written asks, and the one that was read did not.
    void check_written(const ConversionTarget& target, const record::Record& record,
                       const diag::Report& found) {
        diag::Report broken;
        workspace_.rules(*target.plan, target.syntax).check(record, broken, [](const record::ItemLocation&) {
            return diag::Where{};
        });
        for (const diag::Finding& each : broken.findings()) {
            const bool is_known = std::ranges::any_of(found.findings(), [&](const diag::Finding& one) {
                return one.message == each.message && one.args == each.args;
            });
            if (!is_known) {
                refused_ |= options_.rules == BrokenRules::refuse && each.severity == Severity::error;
                outcome_.report.add(each);
            }
        }
    }

    // Into another kind of document, which must be complete in its own way.
    record::Record* carry_over(const RecordSource& source, const ConversionTarget& target,
                               const record::Record& record, diag::Report& loss) {
        if (const diag::Result<void> held = check_holds(source); !held) {
            refuse(held.error());
            return nullptr;
        }
        record::Record& other = workspace_.second_record();
        const record::Rules& rules = workspace_.rules(*target.plan, target.syntax);
        const record::Places places = [&](const record::ItemLocation& location) {
            return source.where(location);
        };
        if (const auto carried = transfer::check_carried(*target.transfer, target.way, {record, places});
            !carried) {
            refuse(carried.error());
            return nullptr;
        }
        transfer::carry(*target.transfer, target.way, {record, places}, rules, options_.values, other, loss);
        if (target.way == transfer::Direction::in) {
            transfer::leave_out_incomplete_rows(other, loss);
        }
        diag::Report broken;
        if (const std::string missing = transfer::missing_items(other, rules, broken); !missing.empty()) {
            const form::Form& form = target.plan->form();
            broken.add(message::transfer_incomplete, {},
                       {std::string(form.text(form.about().title)), missing});
        }
        refused_ |= options_.rules == BrokenRules::refuse && broken.at_least(Severity::error);
        outcome_.report.append(broken);
        return &other;
    }

    static void set_version(const mapping::Plan& plan, record::Record& record) {
        const form::Form& form = plan.form();
        if (form.about().version_item != form::none) {
            record.set(record.root(), form.items()[form.about().version_item], form.version());
        }
    }

    // A CSV stays in the encoding in which it came.
    std::optional<text::Encoding> encoding_of_result(const RecordSource& source) const {
        const bool is_csv = source.syntax() != nullptr && source.syntax()->kind != form::SyntaxKind::json;
        return is_csv && input_.encoding ? input_.encoding : options_.read.encoding;
    }

    diag::Result<void> write(const RecordSource& source, const ConversionTarget& target,
                             record::Record& record, diag::Report& loss) {
        OutputDocument out;
        const form::Form& form = target.plan->form();
        if (target.is_page) {
            out.bytes = html::document_page(*target.plan, record,
                                            {.document = source.tree(), .index = source.index()});
            out.kind = page_name;
        } else if (target.syntax == nullptr) {
            TRY(out.bytes,
                written_as(target.fhir, workspace_, to_bundle(workspace_, *target.plan, record, loss),
                           options_.layout, loss));
            out.is_json = target.fhir == FhirSyntax::json;
            out.kind = fhir_kind(target.fhir);
        } else {
            diag::Report unwritable;
            record::Writer& writer =
                workspace_.writer(form, *target.syntax, {encoding_of_result(source), options_.characters});
            writer.write(record, out.bytes, unwritable);
            out.head = writer.head().size();
            refused_ |= unwritable.at_least(Severity::error);
            loss.append(unwritable);
            out.is_json = target.syntax->kind == form::SyntaxKind::json;
            if (out.is_json) {
                remove_line_breaks(out.bytes);
            }
            out.is_utf8 = out.is_json || writer.encoding() == text::Encoding::utf8;
            out.name = record::file_name(record, *target.syntax);
            out.has_items_in_name = record::has_items_in_name(form, *target.syntax);
            const std::string_view interface = form.text(target.syntax->interface);
            out.kind = interface.empty()
                           ? fmt::format("{} {} {}", form.id(), form.version(), form.text(target.syntax->id))
                           : std::string(interface);
        }
        is_bundle_ = target.syntax == nullptr && !target.is_page;
        bytes_ += out.bytes.size();
        outcome_.documents.push_back(std::move(out));
        return {};
    }

    std::string_view ending_of(const OutputDocument& document) const {
        if (document.kind == page_name) {
            return page_name;
        }
        if (is_bundle_) {
            return document.is_json ? "bundle.json" : "bundle.xml";
        }
        return document.is_json ? "json" : "csv";
    }

    // What was only counted may be a loss, too.
    static bool loses(const diag::Report& report) {
        return std::ranges::any_of(report.findings(), is_loss) ||
               (report.not_shown() > 0 && report.at_least(Severity::warning));
    }

    void refuse(const diag::Error& error) {
        refused_ = true;
        outcome_.report.add(error);
    }

    Workspace& workspace_;
    const Input& input_;
    const ConvertOptions& options_;
    const Sink& early_;
    Outcome outcome_;
    std::size_t read_ = 0;      // documents
    std::size_t bytes_ = 0;     // of those that are not handed on yet
    std::size_t handed_on_ = 0; // documents
    bool has_several_forms_ = false;
    std::string bundle_between_; // of two versions; the record that is read from it points into it
    bool refused_ = false;
    bool is_bundle_ = false;
};

} // namespace

Outcome convert(Workspace& workspace, const Input& input, const ConvertOptions& options) {
    return convert(workspace, input, options, {});
}

Outcome convert(Workspace& workspace, const Input& input, const ConvertOptions& options, const Sink& early) {
    std::optional<Outcome> resource = convert_resource(workspace, input, options);
    return resource ? *std::move(resource) : Conversion(workspace, input, options, early).run();
}

std::string to_bundle(Workspace& workspace, const mapping::Plan& plan, record::Record& record,
                      diag::Report& loss, std::span<const std::uint8_t> left_out) {
    base::Buffer& out = workspace.buffer();
    out.clear();
    workspace.fill(plan).run(record, out, loss, left_out);
    std::string bundle;
    bundle.reserve(out.size() + 1); // a line feed may follow
    bundle += out.view();
    return bundle;
}

diag::Result<void> from_bundle(Workspace& workspace, const mapping::Plan& plan, std::string_view bundle,
                               record::Record& record, diag::Report& loss) {
    TRY_VOID(workspace.parse(bundle, workspace.second_tree()));
    record.clear(plan.form());
    TRY_VOID(workspace.matcher(plan).run(workspace.second_tree(), record, loss));
    record.number_rows();
    return {};
}

bool is_loss(const diag::Finding& finding) {
    return finding.severity != Severity::information &&
           std::ranges::find(kinds_of_loss, finding.message) != std::end(kinds_of_loss);
}

} // namespace renkei::service
