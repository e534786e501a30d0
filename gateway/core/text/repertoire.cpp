#include "gateway/core/text/repertoire.h"

#include "gateway/core/text/cp932.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace renkei::text {

namespace {

// By Repertoire; the first one has no name.
constexpr std::array<std::string_view, 3> names{"", "ms932", "jis"};

// Rows 1 to 8 and 16 to 84 of JIS X 0208 as Shift_JIS writes them; the other lead bytes are extensions.
constexpr bool is_of_jis(unsigned lead) {
    return (lead >= 0x81 && lead <= 0x84) || (lead >= 0x88 && lead <= 0x9F) || (lead >= 0xE0 && lead <= 0xEA);
}

} // namespace

bool is_in(Repertoire repertoire, char32_t value) {
    switch (repertoire) {
    case Repertoire::all: return true;
    case Repertoire::ms932: return in_cp932(value);
    case Repertoire::jis: {
        const std::uint16_t bytes = cp932_of(value);
        return bytes != 0 && (bytes <= 0xFF || is_of_jis(bytes >> 8U));
    }
    }
    return true;
}

std::span<const std::string_view> repertoire_names() { return std::span(names).subspan(1); }

std::optional<Repertoire> repertoire_of(std::string_view name) {
    const auto found = std::ranges::find(repertoire_names(), name);
    return found == repertoire_names().end()
               ? std::nullopt
               : std::optional(static_cast<Repertoire>(found - repertoire_names().begin() + 1));
}

std::string_view to_text(Repertoire repertoire) { return names[static_cast<std::size_t>(repertoire)]; }

std::string_view name_for_people(Repertoire repertoire) {
    return repertoire == Repertoire::jis ? "JIS X 0208" : "CP932";
}

bool is_private_use(char32_t value) {
    return (value >= 0xE000 && value <= 0xF8FF) || (value >= 0xF0000 && value <= 0x10FFFD);
}

} // namespace renkei::text
