#include "gateway/forms/service/target.h"

#include "gateway/forms/model/version.h"
#include "gateway/forms/service/fhir_text.h"

#include <fmt/format.h>

namespace renkei::service {
namespace {

using diag::Message;
using mapping::Plan;

const Plan* plan_of_version(const mapping::Catalogue& catalogue, std::string_view form,
                            std::string_view version) {
    for (const Plan& plan : catalogue.plans()) {
        if (plan.form().id() == form && model::same_version(plan.form().version(), version)) {
            return &plan;
        }
    }
    return nullptr;
}

std::string known_versions(const mapping::Catalogue& catalogue, std::string_view form) {
    std::string out;
    for (const Plan& plan : catalogue.plans()) {
        if (plan.form().id() == form) {
            out += fmt::format("{}{}", out.empty() ? "" : ", ", plan.form().version());
        }
    }
    return out;
}

std::string known_syntaxes(const model::Form& form) {
    std::string out = fhir_names();
    for (const model::Syntax& syntax : form.syntaxes()) {
        out += fmt::format(", {}", form.text(syntax.id));
    }
    return out;
}

} // namespace

TargetSpec parse_target_spec(std::string_view text) {
    const std::size_t at = text.find('@');
    return at == std::string_view::npos
               ? TargetSpec{std::string(text), {}}
               : TargetSpec{std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

diag::Result<ConversionTarget> choose_target(const mapping::Catalogue& catalogue, const RecordSource& source,
                                             const TargetSpec& spec) {
    ConversionTarget out{.plan = &source.plan()};
    const std::string form(source.plan().form().id());
    if (!spec.version.empty()) {
        out.plan = plan_of_version(catalogue, form, spec.version);
        if (out.plan == nullptr) {
            return diag::fail(Message::version_unknown, {}, {spec.version, known_versions(catalogue, form)});
        }
    }
    const std::optional<FhirSyntax> fhir =
        spec.syntax.empty() && source.kind() == InputKind::form ? FhirSyntax::json : fhir_syntax(spec.syntax);
    if (fhir) {
        out.fhir = *fhir;
        return out;
    }
    const model::Form& target = out.plan->form();
    out.syntax = spec.syntax.empty() ? &target.syntaxes().front() : target.syntax(spec.syntax);
    if (out.syntax == nullptr) {
        return diag::fail(Message::syntax_unknown, {}, {form, spec.syntax, known_syntaxes(target)});
    }
    return out;
}

} // namespace renkei::service
