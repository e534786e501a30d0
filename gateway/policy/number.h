// Numbers of organisations: how a peer's entry names them, how FHIR names them, how they look.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace renkei::policy {

struct NumberKind {
    std::string_view name;     // in configuration and on the command line
    std::string_view system;   // Identifier.system
    unsigned digits;
    std::string_view japanese; // 介護保険事業所番号 …
};
// office (10), institution (10), station (7), insurer (6), municipality (5 or 6: 6)
std::span<const NumberKind> number_kinds();
const NumberKind* number_kind(std::string_view name);

// Identifier of an organisation or a person as FHIR writes it.
struct Identifier {
    std::string system;
    std::string value;
    auto operator<=>(const Identifier&) const = default;
};

struct Number {
    std::string kind;
    std::string value;
    bool operator==(const Number&) const = default;
};
// "office:9970100013"; nothing for an unknown kind or the wrong number of digits
std::optional<Number> parse_number(std::string_view text);
Identifier identifier_of(const Number& number);

} // namespace renkei::policy
