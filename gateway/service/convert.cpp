#include "gateway/service/convert.h"

#include "gateway/forms/file_name.h"
#include "gateway/service/check.h"
#include "gateway/service/fhir_text.h"
#include "gateway/service/values.h"

#include <algorithm>
#include <fmt/format.h>

namespace renkei::service {
namespace {

using diag::Message;
using diag::Severity;

constexpr Message kinds_of_loss[] = {
#define MESSAGE(name, id, severity, english, japanese) Message::name,
#include "gateway/diag/messages/conversion.def"
#undef MESSAGE
};

// Conversion of one input; documents are collected until it is known that none is refused.
class Conversion {
public:
    Conversion(Worker& worker, const Input& input, const ConvertOptions& options) : worker_(worker), input_(input), options_(options) {}

    Outcome run() {
        outcome_.input = input_.name;
        const std::unique_ptr<Source> source = open_source(worker_, input_, options_.read, outcome_.report);
        if (source == nullptr) {
            refused_ = true;
        } else {
            while (take_next(*source)) {
            }
        }
        if (refused_) {
            outcome_.verdict = Verdict::refused;
            outcome_.documents.clear();
        }
        outcome_.report.set_file(input_.name);
        name_documents(outcome_.documents, input_, [&](const Document& each) { return ending_of(each); });
        return std::move(outcome_);
    }

private:
    bool take_next(Source& source) {
        forms::Record& record = worker_.record();
        diag::Report found;
        const Next next = source.next(record, found);
        refused_ |= next == Next::unusable || (options_.on_loss == OnLoss::refuse && loses(found));
        outcome_.report.append(found);
        if (next == Next::document) {
            document(source, record);
        } else if (next == Next::unusable) {
            check_damaged(worker_, source, record, found, outcome_.report);
        }
        return next != Next::end;
    }

    void document(const Source& source, forms::Record& record) {
        const diag::Result<Target> target = choose_target(worker_.catalogue(), source, options_.to);
        check_rules_of(source, record, target ? *target : Target{.plan = &source.plan()});
        if (!target) {
            refuse(target.error());
            return;
        }
        diag::Report loss;
        forms::Record* const crossed = cross(source, *target, record, loss);
        if (crossed != nullptr) {
            const diag::Result<void> written = write(*target, *crossed, loss);
            if (!written) {
                refuse(written.error());
            }
        }
        refused_ |= options_.on_loss == OnLoss::refuse && loses(loss);
        outcome_.report.append(loss);
    }

    // An item for which the form's file has no place need not be filled: the file that is read, or the one that a bundle becomes.
    void check_rules_of(const Source& source, const forms::Record& record, const Target& target) {
        const forms::Syntax* const syntax = source.kind() == Kind::bundle && target.plan == &source.plan() ? target.syntax : source.syntax();
        diag::Report broken;
        worker_.rules(source.plan(), syntax).check(record, broken, [&](const forms::Spot& spot) { return source.where(spot); });
        refused_ |= options_.rules == BrokenRules::refuse && broken.at_least(Severity::error);
        outcome_.report.append(broken);
    }

    // Into the target's version: over the bundle, which both versions share. Null: it cannot be done.
    forms::Record* cross(const Source& source, const Target& target, forms::Record& record, diag::Report& loss) {
        if (target.plan == &source.plan()) {
            return &record;
        }
        diag::Report leaves;  // what report_crossing() says by items
        crossing_ = to_bundle(worker_, source.plan(), record, leaves);
        forms::Record& other = worker_.other_record();
        if (const diag::Result<void> matched = from_bundle(worker_, *target.plan, crossing_, other, leaves); !matched) {
            refuse(matched.error());
            return nullptr;
        }
        report_crossing(record, other, loss);
        set_version(*target.plan, other);
        return &other;
    }

    static void set_version(const mapping::Plan& plan, forms::Record& record) {
        const forms::Form& form = plan.form();
        if (form.about().version_item != forms::none) {
            record.set(record.root(), form.items()[form.about().version_item], form.version());
        }
    }

    diag::Result<void> write(const Target& target, forms::Record& record, diag::Report& loss) {
        Document out;
        const forms::Form& form = target.plan->form();
        if (target.syntax == nullptr) {
            TRY(out.bytes, written_as(target.fhir, worker_, to_bundle(worker_, *target.plan, record, loss), options_.layout, loss));
            out.is_json = target.fhir == FhirSyntax::json;
            out.kind = fhir_kind(target.fhir);
        } else {
            diag::Report unwritable;
            worker_.writer(form, *target.syntax, {options_.read.encoding}).write(record, out.bytes, unwritable);
            refused_ |= unwritable.at_least(Severity::error);
            loss.append(unwritable);
            out.is_json = target.syntax->kind == forms::SyntaxKind::json;
            out.name = forms::file_name(record, *target.syntax);
            out.kind = fmt::format("{} {} {}", form.id(), form.version(), form.text(target.syntax->id));
        }
        is_bundle_ = target.syntax == nullptr;
        outcome_.documents.push_back(std::move(out));
        return {};
    }

    std::string_view ending_of(const Document& document) const {
        if (is_bundle_) {
            return document.is_json ? "bundle.json" : "bundle.xml";
        }
        return document.is_json ? "json" : "csv";
    }

    // What was only counted may be a loss, too.
    static bool loses(const diag::Report& report) {
        return std::ranges::any_of(report.findings(), is_loss) || (report.not_shown() > 0 && report.at_least(Severity::warning));
    }

    void refuse(const diag::Error& error) {
        refused_ = true;
        outcome_.report.add(error);
    }

    Worker& worker_;
    const Input& input_;
    const ConvertOptions& options_;
    Outcome outcome_;
    std::string crossing_;  // the record that was crossed looks into it
    bool refused_ = false;
    bool is_bundle_ = false;
};

}  // namespace

Outcome convert(Worker& worker, const Input& input, const ConvertOptions& options) {
    std::optional<Outcome> resource = convert_resource(worker, input, options);
    return resource ? *std::move(resource) : Conversion(worker, input, options).run();
}

std::string to_bundle(Worker& worker, const mapping::Plan& plan, forms::Record& record, diag::Report& loss) {
    base::Buffer& out = worker.buffer();
    out.clear();
    worker.fill(plan).run(record, out, loss);
    return std::string(out.view());
}

diag::Result<void> from_bundle(Worker& worker, const mapping::Plan& plan, std::string_view bundle, forms::Record& record, diag::Report& loss) {
    TRY_VOID(worker.parse(bundle, worker.other_tree()));
    record.clear(plan.form());
    TRY_VOID(worker.matcher(plan).run(worker.other_tree(), record, loss));
    record.number_rows();
    return {};
}

bool is_loss(const diag::Finding& finding) {
    return finding.severity != Severity::information && std::ranges::find(kinds_of_loss, finding.message) != std::end(kinds_of_loss);
}

}  // namespace renkei::service
