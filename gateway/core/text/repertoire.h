// Which characters a receiver's system can take.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace renkei::text {

enum class Repertoire : std::uint8_t {
    all,
    ms932, // CP932 with NEC's and IBM's extensions (① ㈱ 髙)
    jis,   // JIS X 0208, ASCII and half-width katakana
};
bool is_in(Repertoire repertoire, char32_t value);
std::span<const std::string_view> repertoire_names(); // of those that leave something out
std::optional<Repertoire> repertoire_of(std::string_view name);
std::string_view to_text(Repertoire repertoire);         // "" for all
std::string_view name_for_people(Repertoire repertoire); // "JIS X 0208"

// Characters of the sender's machine alone: F040 to F9FC of CP932, the private use areas of Unicode.
enum class Gaiji : bool { refuse, as_geta };
constexpr std::string_view geta_name = "geta"; // of Gaiji::as_geta
bool is_private_use(char32_t value);

// How texts are written for a receiver.
struct Characters {
    Repertoire repertoire = Repertoire::all;
    Gaiji gaiji = Gaiji::refuse;
    bool are_replaced() const { return repertoire != Repertoire::all || gaiji == Gaiji::as_geta; }
    auto operator<=>(const Characters&) const = default;
};

} // namespace renkei::text
