#include "gateway/core/json/escape.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace renkei::json {
namespace {

// Bytes the escape of a character adds: 0 for nearly all, "\n" 1, "\u001f" 5.
constexpr auto added = [] {
    std::array<std::uint8_t, 256> out{};
    for (std::size_t i = 0; i < 0x20; ++i) {
        out[i] = 5;
    }
    for (const char c : {'\b', '\t', '\n', '\f', '\r', '"', '\\'}) {
        out[static_cast<unsigned char>(c)] = 1;
    }
    return out;
}();

constexpr auto escape_letters = [] { // behind the backslash
    std::array<char, 256> out{};
    out['\b'] = 'b';
    out['\t'] = 't';
    out['\n'] = 'n';
    out['\f'] = 'f';
    out['\r'] = 'r';
    out['"'] = '"';
    out['\\'] = '\\';
    return out;
}();

constexpr std::uint64_t every(unsigned char byte) { return 0x0101010101010101U * byte; }

// Sets the top bit of bytes that must be escaped. Borrows can set more bits, but only above a right one: the
// lowest is exact.
constexpr std::uint64_t special(std::uint64_t eight) {
    const std::uint64_t quote = eight ^ every('"');
    const std::uint64_t backslash = eight ^ every('\\');
    return (((quote - every(1)) & ~quote) | ((backslash - every(1)) & ~backslash) |
            ((eight - every(0x20)) & ~eight)) &
           every(0x80);
}

std::uint64_t load(const char* at) {
    std::uint64_t out = 0;
    std::memcpy(&out, at, sizeof out);
    return out;
}

static_assert(std::endian::native == std::endian::little, "the lowest byte of a load is the first character");

const char* first_special(const char* at, const char* end) {
    for (; end - at >= 8; at += 8) {
        if (const std::uint64_t found = special(load(at)); found != 0) {
            return at + std::countr_zero(found) / 8;
        }
    }
    while (at != end && added[static_cast<unsigned char>(*at)] == 0) {
        ++at;
    }
    return at;
}

char* write_escape(char* out, unsigned char c) {
    constexpr char digits[] = "0123456789abcdef";
    *out++ = '\\';
    if (escape_letters[c] != 0) {
        *out++ = escape_letters[c];
        return out;
    }
    std::memcpy(out, "u00", 3);
    out[3] = digits[c >> 4U];
    out[4] = digits[c & 15U];
    return out + 5;
}

} // namespace

void append_escaped(std::string& out, std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    for (;;) {
        const char* const stop = first_special(at, end);
        out.append(at, static_cast<std::size_t>(stop - at));
        if (stop == end) {
            return;
        }
        std::array<char, 6> escape{};
        const char* const escape_end = write_escape(escape.data(), static_cast<unsigned char>(*stop));
        out.append(escape.data(), static_cast<std::size_t>(escape_end - escape.data()));
        at = stop + 1;
    }
}

char* write_escaped(char* out, std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (end - at >= 8) {
        const std::uint64_t eight = load(at);
        std::memcpy(out, &eight, 8);
        const std::uint64_t found = special(eight);
        if (found == 0) {
            at += 8;
            out += 8;
            continue;
        }
        const int before = std::countr_zero(found) / 8;
        at += before;
        out = write_escape(out + before, static_cast<unsigned char>(*at++));
    }
    for (; at != end; ++at) {
        const auto c = static_cast<unsigned char>(*at);
        if (added[c] == 0) {
            *out++ = *at;
        } else {
            out = write_escape(out, c);
        }
    }
    return out;
}

} // namespace renkei::json
