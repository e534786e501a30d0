// Numbers of organisations: how a peer's entry names them, how FHIR names them, how they look.
#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::policy {

struct NumberKind {
    std::string_view name;   // in configuration and on the command line
    std::string_view system; // Identifier.system
    unsigned digits;
    unsigned short_digits;     // documents may leave out the check digit and write this many; 0: never
    std::string_view japanese; // 介護保険事業所番号 …
};
// office (10), institution (10), station (7), insurer (6), municipality (6; JIS X 0402 alone has 5)
std::span<const NumberKind> number_kinds();
const NumberKind* number_kind(std::string_view name);
std::string number_forms(); // "office:0000000000 | institution:0000000000 | …", for people

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
std::string to_text(const Number& number);
bool is_whole(const Number& number); // its kind is known and it has as many digits as that asks for
Identifier identifier_of(const Number& number);
// "insurer:990010"; of a system that is no kind: "SYSTEM|VALUE", without a system the value alone
std::string to_text(const Identifier& identifier);
// "insurer:990010, office:9970100013": each once, and the first five; a document may name many.
std::string listed(std::span<const Identifier> identifiers);
// Header of a request that names receivers: "institution:1319999981, office:9970100013".
inline constexpr std::string_view receiver_header = "Renkei-Receiver";
// Its value; what has no kind is left out, because no peer has it.
std::string numbers_of(std::span<const Identifier> identifiers);
// Every way in which documents may name the owner of these numbers.
std::vector<Identifier> identifiers_of(std::span<const Number> numbers);

} // namespace renkei::policy
