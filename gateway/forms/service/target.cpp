#include "gateway/forms/service/target.h"

#include "gateway/core/text/joined.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/form/form_title.h"
#include "gateway/forms/record/value/version.h"
#include "gateway/forms/service/fhir_text.h"
#include "generated/messages/forms.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::service {
namespace {

using mapping::Plan;
static_assert(transfer::Direction{} == transfer::Direction::in); // as ConversionTarget says

const Plan* plan_of_version(const catalogue::Catalogue& catalogue, std::string_view form,
                            std::string_view version) {
    for (const Plan& plan : catalogue.plans()) {
        if (plan.form().id() == form && record::same_version(plan.form().version(), version)) {
            return &plan;
        }
    }
    return nullptr;
}

std::string known_syntaxes(const form::Form& form) {
    std::string out = fmt::format("{}, {}", fhir_names(), page_name);
    for (const form::Syntax& syntax : form.syntaxes()) {
        out += fmt::format(", {}", form.text(syntax.id));
    }
    return out;
}

diag::Result<ConversionTarget> with_form_syntax(ConversionTarget out, const std::string& wanted) {
    const form::Form& target = out.plan->form();
    if (wanted == page_name) {
        out.is_page = true;
        return out;
    }
    out.syntax = wanted.empty() ? &target.syntaxes().front() : target.syntax(wanted);
    if (out.syntax == nullptr) {
        return diag::fail(message::syntax_unknown, {}, {target.id(), wanted, known_syntaxes(target)});
    }
    return out;
}

// ---------------------------------------------------------------- another kind of document
bool is_form_or_family(const catalogue::Catalogue& catalogue, std::string_view name) {
    return std::ranges::any_of(catalogue.plans(), [&](const Plan& plan) {
        const form::Form& form = plan.form();
        return form.id() == name || (form.is_foreign() && form.text(form.about().family) == name);
    });
}

diag::Result<ConversionTarget> with_syntax(ConversionTarget out, const std::string& wanted) {
    const std::optional<FhirSyntax> fhir =
        wanted.empty() && out.way == transfer::Direction::out ? FhirSyntax::json : fhir_syntax(wanted);
    if (fhir) {
        out.fhir = *fhir;
        return out;
    }
    return with_form_syntax(out, wanted);
}

bool is_named(const form::Form& form, std::string_view name) {
    return name.empty() || name == form.id() || (form.is_foreign() && name == form.text(form.about().family));
}

// Versions of the documents of this name that the form becomes; empty: it becomes none of them.
std::string transfer_versions(const catalogue::Catalogue& catalogue, const form::Form& from,
                              std::string_view name) {
    std::string out;
    for (const transfer::Transfer& transfer : catalogue.transfers()) {
        for (const transfer::Direction way : transfer::directions) {
            const form::Form& to = transfer.to(way);
            if (&transfer.from(way) == &from && is_named(to, name)) {
                out += fmt::format("{}{} {}", out.empty() ? "" : ", ", to.id(), to.version());
            }
        }
    }
    return out;
}

} // namespace

std::string known_transfers(const catalogue::Catalogue& catalogue) {
    const std::string out = text::joined(catalogue.transfers(), ", ", [](const transfer::Transfer& each) {
        return fmt::format("{} {} ⇄ {} {}", each.foreign->id(), each.foreign->version(), each.ours->id(),
                           each.ours->version());
    });
    return out.empty() ? "–" : out;
}

TargetSpec parse_target_spec(std::string_view text) {
    TargetSpec out;
    const std::size_t at = text.find('@');
    const std::size_t slash = text.find('/');
    if (at != std::string_view::npos) {
        out.version = text.substr(at + 1);
        text = text.substr(0, at);
    }
    if (slash < text.size()) {
        out.form = text.substr(0, slash);
        text = text.substr(slash + 1);
    }
    out.syntax = text;
    return out;
}

diag::Finding unknown_form(const catalogue::Catalogue& catalogue, std::string_view id) {
    std::vector<std::string_view> known;
    for (const Plan& plan : catalogue.plans()) {
        known.push_back(plan.form().id());
    }
    return form::unknown_form(id, known);
}

diag::Result<const Plan*> wanted_plan(const catalogue::Catalogue& catalogue, std::string_view id,
                                      const std::optional<std::string>& version) {
    if (catalogue.find(id) == nullptr) {
        return tl::make_unexpected(unknown_form(catalogue, id));
    }
    const Plan* const plan = version ? catalogue.find(id, *version) : catalogue.find(id);
    if (plan == nullptr) {
        return diag::fail(message::version_unknown, {}, {*version, known_versions(catalogue, id)});
    }
    return plan;
}

std::string known_versions(const catalogue::Catalogue& catalogue, std::string_view form) {
    std::string out;
    for (const Plan& plan : catalogue.plans()) {
        if (plan.form().id() == form) {
            out += fmt::format("{}{}", out.empty() ? "" : ", ", plan.form().version());
        }
    }
    return out;
}

std::optional<ConversionTarget> find_transfer(const catalogue::Catalogue& catalogue, const form::Form& from,
                                              std::string_view name, std::string_view version) {
    std::optional<ConversionTarget> out;
    for (const transfer::Transfer& transfer : catalogue.transfers()) {
        if (name.empty() && catalogue.plan_of(*transfer.foreign).head().is_collection != 0) {
            continue; // one kind of information of several is none that is meant without a name
        }
        for (const transfer::Direction way : transfer::directions) {
            const form::Form& to = transfer.to(way);
            const bool is_version = version.empty() || record::same_version(to.version(), version);
            if (&transfer.from(way) == &from && is_named(to, name) && is_version) {
                out = ConversionTarget{.plan = &catalogue.plan_of(to), .transfer = &transfer, .way = way};
            }
        }
    }
    return out;
}

diag::Result<ConversionTarget> choose_target(const catalogue::Catalogue& catalogue,
                                             const RecordSource& source, const TargetSpec& spec) {
    const form::Form& from = source.plan().form();
    const bool may_be_form = !fhir_syntax(spec.syntax) && from.syntax(spec.syntax) == nullptr;
    const std::string& name = spec.form.empty() && may_be_form ? spec.syntax : spec.form;
    if (!name.empty() && name != from.id()) {
        std::optional<ConversionTarget> other = find_transfer(catalogue, from, name, spec.version);
        if (other) {
            return with_syntax(*other, spec.form.empty() ? "" : spec.syntax);
        }
        if (const std::string known = transfer_versions(catalogue, from, name); !known.empty()) {
            return diag::fail(message::version_unknown, {}, {spec.version, known});
        }
        if (!spec.form.empty() || is_form_or_family(catalogue, name)) {
            return diag::fail(message::transfer_unknown, {}, {from.id(), name, known_transfers(catalogue)});
        }
    }
    ConversionTarget out{.plan = &source.plan()};
    const std::string form(from.id());
    if (!spec.version.empty()) {
        out.plan = plan_of_version(catalogue, form, spec.version);
        if (out.plan == nullptr) {
            return diag::fail(message::version_unknown, {}, {spec.version, known_versions(catalogue, form)});
        }
    }
    const std::optional<FhirSyntax> fhir =
        spec.syntax.empty() && source.kind() == InputKind::form ? FhirSyntax::json : fhir_syntax(spec.syntax);
    if (fhir) {
        out.fhir = *fhir;
        // of a document of others, the edition that stands for all is written where none is named
        out.plan = spec.version.empty() && from.is_foreign() ? catalogue.find(form) : out.plan;
        return out;
    }
    const bool is_form = spec.form.empty() && spec.syntax == form;
    return with_form_syntax(out, is_form ? "" : spec.syntax);
}

} // namespace renkei::service
