#include "gateway/core/text/utf8.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <cstring>

namespace renkei::text {

namespace {

std::uint64_t eight_bytes(const char* from) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
}

constexpr std::uint64_t every_byte(std::uint64_t byte) { return byte * 0x0101010101010101ULL; }
constexpr std::uint64_t high_bits = every_byte(0x80);

bool all_plain(std::uint64_t word) {
    const std::uint64_t below_space =
        word - every_byte(0x20); // exact in the lowest such byte, which is enough
    const std::uint64_t above_tilde = word + every_byte(0x01);
    return ((word | below_space | above_tilde) & high_bits) == 0;
}

bool is_plain(char byte) { return byte >= ' ' && byte <= '~'; }

bool continues(std::string_view utf8, std::size_t at) {
    return at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xC0U) == 0x80;
}

constexpr CodePoint ill_formed{replacement_character, 1};

// Joins `size` bytes whose first has the bits `value`; the result must be at least `smallest`, or the form
// was overlong.
CodePoint joined(std::string_view utf8, std::size_t at, std::uint8_t size, char32_t value,
                 char32_t smallest) {
    for (std::size_t i = 1; i < size; ++i) {
        if (!continues(utf8, at + i)) {
            return ill_formed;
        }
        value = value << 6U | (static_cast<unsigned char>(utf8[at + i]) & 0x3FU);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value < smallest || value > 0x10FFFF || surrogate ? ill_formed : CodePoint{value, size};
}

// Between two of these characters (kana, kanji, Latin) there is always the end of a cluster. The tables are
// only asked about other pairs.
bool stands_alone(char32_t value) {
    const bool common = (value >= 0x20 && value < 0x7F) || (value >= 0x3000 && value <= 0x9FFF) ||
                        (value >= 0xFF01 && value <= 0xFF9F);
    const bool mark = (value >= 0x302A && value <= 0x3030) || value == 0x303D || value == 0x3099 ||
                      value == 0x309A || value == 0x3297 || value == 0x3299;
    return (common && !mark) || value == '\n';
}

} // namespace

std::optional<std::size_t> first_ill_formed(std::string_view utf8) {
    std::size_t at = 0;
    while (at < utf8.size()) {
        if (at + 8 <= utf8.size() && (eight_bytes(utf8.data() + at) & high_bits) == 0) {
            at += 8;
            continue;
        }
        const CodePoint point = code_point_at(utf8, at);
        if (point.value == replacement_character && point.size == 1) {
            return at;
        }
        at += point.size;
    }
    return std::nullopt;
}

std::size_t plain_prefix(std::string_view bytes) {
    std::size_t at = 0;
    while (at + 8 <= bytes.size() && all_plain(eight_bytes(bytes.data() + at))) {
        at += 8;
    }
    while (at < bytes.size() && is_plain(bytes[at])) {
        ++at;
    }
    return at;
}

CodePoint code_point_at(std::string_view utf8, std::size_t at) {
    const unsigned char byte = static_cast<unsigned char>(utf8[at]);
    if (byte < 0x80) {
        return {byte, 1};
    }
    if (byte >= 0xE0 && byte <= 0xEF) {
        return joined(utf8, at, 3, byte & 0x0FU, 0x800);
    }
    if (byte >= 0xC2 && byte <= 0xDF) {
        return joined(utf8, at, 2, byte & 0x1FU, 0x80);
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        return joined(utf8, at, 4, byte & 0x07U, 0x10000);
    }
    return ill_formed;
}

char* write_utf8(char* out, char32_t value) {
    const auto byte = [&](char32_t bits) { *out++ = static_cast<char>(bits); };
    if (value < 0x80) {
        byte(value);
    } else if (value < 0x800) {
        byte(0xC0U | value >> 6U);
        byte(0x80U | (value & 0x3FU));
    } else if (value < 0x10000) {
        byte(0xE0U | value >> 12U);
        byte(0x80U | (value >> 6U & 0x3FU));
        byte(0x80U | (value & 0x3FU));
    } else {
        byte(0xF0U | value >> 18U);
        byte(0x80U | (value >> 12U & 0x3FU));
        byte(0x80U | (value >> 6U & 0x3FU));
        byte(0x80U | (value & 0x3FU));
    }
    return out;
}

void append(std::string& out, char32_t value) {
    char bytes[4];
    out.append(bytes, write_utf8(bytes, value));
}

std::size_t count_code_points(std::string_view utf8) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < utf8.size(); at += code_point_at(utf8, at).size) {
        ++count;
    }
    return count;
}

std::string_view head_of(std::string_view utf8, std::size_t code_points) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        if (!continues(utf8, at) && count++ == code_points) {
            return utf8.substr(0, at);
        }
    }
    return utf8;
}

std::size_t count_characters(std::string_view utf8) {
    std::size_t count = 0;
    char32_t before = 0;
    std::int32_t state = 0;
    for (std::size_t at = 0; at < utf8.size();) {
        const CodePoint point = code_point_at(utf8, at);
        const bool both_alone = stands_alone(before) && stands_alone(point.value);
        const bool breaks = at == 0 || both_alone ||
                            utf8proc_grapheme_break_stateful(static_cast<std::int32_t>(before),
                                                             static_cast<std::int32_t>(point.value), &state);
        state = both_alone ? 0 : state;
        count += breaks ? 1 : 0;
        before = point.value;
        at += point.size;
    }
    return count;
}

bool is_control(char32_t value) {
    const bool allowed = value == '\t' || value == '\n' || value == '\r';
    return (value < 0x20 && !allowed) || (value >= 0x7F && value <= 0x9F);
}

bool turns_text(char32_t value) {
    return value == 0x61C || value == 0x200E || value == 0x200F || (value >= 0x202A && value <= 0x202E) ||
           (value >= 0x2066 && value <= 0x2069);
}

std::optional<Control> first_control(std::string_view utf8) {
    std::size_t at = 0;
    while (at < utf8.size()) {
        if (const std::size_t plain = plain_prefix(utf8.substr(at)); plain != 0) {
            at += plain;
            continue;
        }
        const CodePoint point = code_point_at(utf8, at);
        if (is_control(point.value)) {
            return Control{at, point.value};
        }
        at += point.size;
    }
    return std::nullopt;
}

std::string code_point_name(char32_t value) {
    return fmt::format("U+{:04X}", static_cast<std::uint32_t>(value));
}

} // namespace renkei::text
