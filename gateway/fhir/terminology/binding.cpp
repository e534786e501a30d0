#include "gateway/fhir/terminology/binding.h"

#include <array>

namespace renkei::terminology {
namespace {

using diag::Severity;
using Said = std::optional<Severity>;

struct Row {
    Said not_a_member;
    Said could_not_be_checked;
};
constexpr Row nothing{};
constexpr std::array by_strength{
    nothing, // none
    nothing, // example
    Row{Severity::information, std::nullopt},
    Row{Severity::warning, Severity::warning},
    Row{Severity::error, Severity::warning},
};
constexpr std::array by_kind{nothing, Row{Severity::error, Severity::warning}, nothing};

} // namespace

std::optional<diag::Severity> severity(definitions::Strength strength, BindingKind kind, Tristate member) {
    const Row row = kind == BindingKind::value_set ? by_strength[static_cast<std::size_t>(strength)]
                                                   : by_kind[static_cast<std::size_t>(kind)];
    return member == Tristate::yes  ? std::nullopt
           : member == Tristate::no ? row.not_a_member
                                    : row.could_not_be_checked;
}

std::optional<diag::Severity> severity(definitions::Strength strength, BindingKind kind,
                                       const MembershipResult& verdict) {
    const bool is_foreign =
        verdict.member == Tristate::no && verdict.system_use == SystemUse::given &&
        verdict.code.gap.why == Unchecked::code_system_absent &&
        verdict.system_in_set != Tristate::yes; // the set knows every code of its own systems
    return severity(strength, kind, is_foreign ? Tristate::unknown : verdict.member);
}

std::optional<diag::Severity> severity(const CodeCheck& code) {
    if (code.exists == Tristate::no || code.display == Display::wrong) {
        return Severity::error;
    }
    if (code.is_inactive || code.is_deprecated || code.is_abstract || code.case_differs ||
        code.version_differs) {
        return Severity::warning;
    }
    const bool is_open = code.exists == Tristate::unknown || code.display == Display::default_language;
    return is_open ? std::optional(Severity::information) : std::nullopt;
}

} // namespace renkei::terminology
