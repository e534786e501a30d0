#include "gateway/core/text/replacements.h"

#include "gateway/core/text/best_fit.h"
#include "gateway/core/text/tab_table.h"
#include "gateway/core/text/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <span>
#include <unordered_map>
#include <vector>

namespace renkei::text {

namespace {

constexpr std::string_view table_text =
#include "generated/text/replacements.inc"
    ;

using Table = std::unordered_map<char32_t, std::string_view>;

// Columns: code ("U+9AD9"), character, replacement, kind, reason.
Table read_table() {
    constexpr std::size_t code = 0;
    constexpr std::size_t replacement = 2;
    [[maybe_unused]] constexpr std::size_t columns = 5;
    constexpr int hexadecimal = 16;
    Table out;
    const std::vector<TabRow> rows = tab_rows(table_text);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        assert(rows[i].cells.size() == columns);
        const std::string_view digits = rows[i].cells[code].substr(2);
        std::uint32_t value = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hexadecimal);
        out.emplace(value, rows[i].cells[replacement]);
    }
    return out;
}

const Table& table() {
    static const Table read = read_table();
    return read;
}

bool is_digit(char32_t value) {
    return utf8proc_category(static_cast<std::int32_t>(value)) == UTF8PROC_CATEGORY_ND;
}

// A character by what Unicode says it is made of (NFKC).
struct Decomposition {
    std::u32string characters{};
    utf8proc_propval_t type = 0; // 0: it is the same character under another number
};
Decomposition decomposition_of(char32_t value) {
    constexpr std::size_t longest = 32;
    std::array<std::int32_t, longest> points{};
    const auto point = static_cast<std::int32_t>(value);
    const auto size = utf8proc_decompose_char(
        point, points.data(), points.size(),
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT), nullptr);
    if (size < 1 || size > static_cast<utf8proc_ssize_t>(longest)) {
        return {};
    }
    const auto composed = utf8proc_normalize_utf32(points.data(), size, UTF8PROC_COMPOSE);
    Decomposition out{.type = utf8proc_get_property(point)->decomp_type};
    for (const std::int32_t each : std::span(points).first(static_cast<std::size_t>(composed))) {
        out.characters += static_cast<char32_t>(each);
    }
    if (out.characters == std::u32string(1, value)) {
        out.characters.clear();
    }
    return out;
}

// One of the characters of which a replacement is made, in the repertoire. False: there is none.
bool append_fitting(std::string& out, char32_t value, Repertoire repertoire) {
    if (const char32_t fit = best_fit(value); fit != 0 && !is_in(repertoire, value)) {
        value = fit;
    }
    if (is_in(repertoire, value)) {
        append(out, value);
        return true;
    }
    const auto listed = listed_replacement(value);
    out += listed.value_or("");
    return listed.has_value();
}

Beside beside_of(char32_t value, bool is_raised) {
    if (is_raised) {
        return Beside::only_a_letter;
    }
    const bool is_roman = value >= U'Ⅰ' && value <= U'ⅿ';
    return is_roman ? Beside::no_roman_digit : is_digit(value) ? Beside::anything : Beside::no_digit;
}

std::optional<Replacement> by_unicode(char32_t value, Repertoire repertoire) {
    const Decomposition made_of = decomposition_of(value);
    if (made_of.characters.empty()) {
        return std::nullopt;
    }
    const bool is_raised =
        made_of.type == UTF8PROC_DECOMP_TYPE_SUPER || made_of.type == UTF8PROC_DECOMP_TYPE_SUB;
    if (is_raised && !std::ranges::all_of(made_of.characters, is_digit)) {
        return std::nullopt; // 10⁻³, 1ª
    }
    const bool is_circle = made_of.type == UTF8PROC_DECOMP_TYPE_CIRCLE;
    Replacement out{.written = is_circle ? "(" : "", .beside = beside_of(value, is_raised)};
    for (const char32_t each : made_of.characters) {
        if (!append_fitting(out.written, each, repertoire)) {
            return std::nullopt;
        }
    }
    out.written += is_circle ? ")" : "";
    return out;
}

} // namespace

std::optional<std::string_view> listed_replacement(char32_t value) {
    const auto found = table().find(value);
    return found == table().end() ? std::nullopt : std::optional(found->second);
}

std::optional<Replacement> replacement_of(char32_t value, Repertoire repertoire) {
    if (const auto listed = listed_replacement(value)) {
        return Replacement{.written = std::string(*listed)};
    }
    return by_unicode(value, repertoire);
}

} // namespace renkei::text
