// Whether a text is one of a list.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace renkei::base {

// A word of a list "a b c".
constexpr bool is_word_of(std::string_view list, std::string_view word) {
    for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) {
            return true;
        }
    }
    return false;
}

template <std::size_t n>
constexpr bool is_one_of(std::string_view text, const std::array<std::string_view, n>& list) {
    return std::ranges::find(list, text) != list.end();
}

} // namespace renkei::base
