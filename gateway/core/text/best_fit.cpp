#include "gateway/core/text/best_fit.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace renkei::text {

namespace {

struct BestFit {
    char32_t from;
    char32_t to;
};

// Characters of other systems (JIS X 0208 as Unix and macOS read it, Latin-1) and the ones Windows has in
// their place.
constexpr std::array best_fits{
    // ¢ £ ¥ ¬
    BestFit{0x00A2, 0xFFE0}, BestFit{0x00A3, 0xFFE1}, BestFit{0x00A5, 0xFFE5}, BestFit{0x00AC, 0xFFE2},
    // ‑ – — ‖
    BestFit{0x2011, 0xFF0D}, BestFit{0x2013, 0xFF0D}, BestFit{0x2014, 0x2015}, BestFit{0x2016, 0x2225},
    BestFit{0x203E, 0xFFE3}, BestFit{0x2212, 0xFF0D}, BestFit{0x301C, 0xFF5E}, // ‾ − 〜
};

} // namespace

char32_t best_fit(char32_t value) {
    const auto* found = std::find_if(best_fits.begin(), best_fits.end(),
                                     [&](const BestFit& pair) { return pair.from == value; });
    return found == best_fits.end() ? 0 : found->to;
}

bool is_variation_selector(char32_t value) {
    return (value >= 0xFE00 && value <= 0xFE0F) || (value >= 0xE0100 && value <= 0xE01EF);
}

bool is_combining(char32_t value) {
    return utf8proc_get_property(static_cast<std::int32_t>(value))->combining_class != 0;
}

// The one character that letter and mark make together, 0 if there is none.
char32_t composition(char32_t letter, char32_t mark) {
    std::array<std::int32_t, 3> points{static_cast<std::int32_t>(letter), static_cast<std::int32_t>(mark), 0};
    return utf8proc_normalize_utf32(points.data(), 2, UTF8PROC_COMPOSE) == 1
               ? static_cast<char32_t>(points[0])
               : 0;
}

} // namespace renkei::text
