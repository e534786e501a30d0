#include "gateway/core/json/unescape.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/utf8.h"
#include "generated/messages/json.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace renkei::json {
namespace {

constexpr auto simple = [] { // what a letter behind the backslash stands for
    std::array<char, 256> out{};
    out['"'] = '"';
    out['\\'] = '\\';
    out['/'] = '/';
    out['b'] = '\b';
    out['f'] = '\f';
    out['n'] = '\n';
    out['r'] = '\r';
    out['t'] = '\t';
    return out;
}();

// \uXXXX at `at`
std::optional<std::uint32_t> code_unit(const char* at, const char* end) {
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u') {
        return std::nullopt;
    }
    std::uint32_t out = 0;
    for (int i = 2; i < 6; ++i) {
        const int digit = base::hex_value(at[i]);
        if (digit < 0) {
            return std::nullopt;
        }
        out = out * 16 + static_cast<std::uint32_t>(digit);
    }
    return out;
}

constexpr bool is_high(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool is_low(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

BadEscape bad(Message message, const char* at, const char* end, std::ptrdiff_t size) {
    const char* const stop =
        std::find_if(at + 1, at + std::min(size, end - at), [](char c) { return (c & 0x80) != 0; });
    return {message, at, static_cast<std::size_t>(stop - at)};
}

// Reads one \u escape or pair of them, moves `at` behind it.
std::optional<BadEscape> unicode(const char*& at, const char* end, char*& out) {
    const auto unit = code_unit(at, end);
    if (!unit) {
        return bad(message::json_escape, at, end, 6);
    }
    if (*unit == 0) {
        return bad(message::json_nul, at, end, 6);
    }
    if (is_low(*unit)) {
        return bad(message::json_surrogate, at, end, 6);
    }
    if (!is_high(*unit)) {
        out = text::write_utf8(out, *unit);
        at += 6;
        return std::nullopt;
    }
    const auto low = code_unit(at + 6, end);
    if (!low || !is_low(*low)) {
        return bad(message::json_surrogate, at, end, 6);
    }
    out = text::write_utf8(out, 0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00));
    at += 12;
    return std::nullopt;
}

} // namespace

std::optional<BadEscape> unescape(std::string_view inside, base::Arena& arena, std::string_view& text) {
    char* const begin = arena.text(inside.size()); // escapes only shrink
    char* out = begin;
    const char* at = inside.data();
    const char* const end = at + inside.size();
    while (at != end) {
        const auto* stop =
            static_cast<const char*>(std::memchr(at, '\\', static_cast<std::size_t>(end - at)));
        stop = stop == nullptr ? end : stop;
        std::memcpy(out, at, static_cast<std::size_t>(stop - at));
        out += stop - at;
        at = stop;
        if (at == end) {
            break;
        }
        if (end - at > 1 && simple[static_cast<unsigned char>(at[1])] != 0) {
            *out++ = simple[static_cast<unsigned char>(at[1])];
            at += 2;
        } else if (end - at > 1 && at[1] == 'u') {
            if (const auto problem = unicode(at, end, out)) {
                return problem;
            }
        } else {
            return bad(message::json_escape, at, end, 2);
        }
    }
    text = {begin, static_cast<std::size_t>(out - begin)};
    return std::nullopt;
}

} // namespace renkei::json
