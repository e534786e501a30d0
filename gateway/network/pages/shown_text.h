// What came from outside and may be of any length: as much of it as a page shows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace renkei::pages {

// Characters.
inline constexpr std::size_t most_of_name = 80;     // of documents, questions, boxes
inline constexpr std::size_t most_of_answer = 4000; // longer than any box of a form
// Bytes of HTML.
inline constexpr std::size_t most_of_cell = 64U << 10;
inline constexpr std::size_t most_of_page = 4U << 20;

inline constexpr std::string_view cut_note = "<b>…（以下省略：文書を見てください）</b>";

// Isolated; cut with a note.
std::string shown(std::string_view text, std::size_t most);
// Escaped; cut with an ellipsis.
std::string shown_name(std::string_view text);

} // namespace renkei::pages
