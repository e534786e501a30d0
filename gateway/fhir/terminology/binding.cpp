#include "gateway/fhir/terminology/binding.h"

#include <array>

namespace renkei::terminology {
namespace {

using diag::Severity;
using OptionalSeverity = std::optional<Severity>;

struct Row {
    OptionalSeverity not_a_member;
    OptionalSeverity not_a_member_but_exists;
    OptionalSeverity could_not_be_checked;
};
constexpr Row nothing{};
constexpr std::array by_strength{
    nothing, // none
    nothing, // example
    Row{Severity::information, Severity::information, std::nullopt},
    Row{Severity::warning, Severity::information, Severity::warning},
    Row{Severity::error, Severity::error, Severity::warning},
};
constexpr std::array by_kind{nothing, Row{Severity::error, Severity::error, Severity::warning}, nothing};

} // namespace

std::optional<diag::Severity> severity(definitions::Strength strength, BindingKind kind, Tristate member,
                                       Tristate exists) {
    const Row row = kind == BindingKind::value_set ? by_strength[static_cast<std::size_t>(strength)]
                                                   : by_kind[static_cast<std::size_t>(kind)];
    if (member == Tristate::no) {
        return exists == Tristate::yes ? row.not_a_member_but_exists : row.not_a_member;
    }
    return member == Tristate::yes ? std::nullopt : row.could_not_be_checked;
}

} // namespace renkei::terminology
