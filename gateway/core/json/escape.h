// Text -> the inside of a JSON string. Escapes what RFC 8259 demands and nothing else; the text is UTF-8
// already.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace renkei::json {

void append_escaped(std::string& out, std::string_view text);

// As append_escaped(), for a buffer with at least `max_escaped(text.size())` bytes of room. Returns the end.
constexpr std::size_t max_escaped(std::size_t size) { return size * 6 + 16; }
char* write_escaped(char* out, std::string_view text);

} // namespace renkei::json
