// Texts that somebody else wrote, before they go into the store, the audit or a terminal.
#pragma once

#include <string>
#include <string_view>

namespace renkei::exchange {

constexpr std::size_t most_outside_text = 2048; // bytes

// UTF-8 without control characters, and not longer than that: the store takes it, whichever database it is.
bool is_presentable(std::string_view text);
// "?" for what must not be there; cut at the end of a character.
std::string presentable(std::string_view text, std::size_t most = most_outside_text);
// The characters that fit whole into so many bytes.
std::string_view whole_characters(std::string_view text, std::size_t most);

} // namespace renkei::exchange
