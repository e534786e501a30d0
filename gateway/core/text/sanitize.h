// Untrusted text, before it goes to the store, the audit or a terminal.
#pragma once

#include <string>
#include <string_view>

namespace renkei::text {

constexpr std::size_t max_outside_bytes = 2048; // bytes

// UTF-8 without control characters, and not longer than that: the store takes it, whichever database it is.
bool is_sanitized(std::string_view text);
// The text with "?" for each forbidden character; if too long, it is cut at the end of a character.
std::string sanitized(std::string_view text, std::size_t most = max_outside_bytes);
// The characters that fit whole into so many bytes.
std::string_view truncated_utf8(std::string_view text, std::size_t most);

} // namespace renkei::text
