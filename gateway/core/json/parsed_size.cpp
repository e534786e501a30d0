#include "gateway/core/json/parsed_size.h"

#include "gateway/core/json/parser.h"

#include <algorithm>
#include <array>

namespace renkei::json {
namespace {

// The bytes that are counted; each other byte goes to the first counter.
enum : std::uint8_t { other, opening, comma, colon, backslash, kinds };

constexpr std::array<std::uint8_t, 256> kind_of = [] {
    std::array<std::uint8_t, 256> out{};
    out['{'] = opening;
    out['['] = opening;
    out[','] = comma;
    out[':'] = colon;
    out['\\'] = backslash;
    return out;
}();

} // namespace

std::uint64_t parsed_size(std::string_view input) {
    std::array<std::uint64_t, kinds> count{};
    for (const char c : input) {
        ++count[kind_of[static_cast<unsigned char>(c)]];
    }
    // A value is the root, or behind one of these; a key is before a colon. Each is one token.
    const std::uint64_t values = 1 + count[opening] + count[comma];
    const std::uint64_t tokens = 2 * count[opening] + count[comma] + 2 * count[colon] + values;
    const std::uint64_t nodes = std::min<std::uint64_t>(values, ParserOptions().max_values);
    const std::uint64_t unescaped = count[backslash] == 0 ? 0 : input.size();
    return sizeof(std::uint32_t) * tokens + sizeof(Node) * nodes + unescaped;
}

} // namespace renkei::json
