// How often a text contains another one.
#pragma once

#include <cstddef>
#include <string_view>

namespace renkei::base {

// Occurrences that overlap count, too; `part` is not empty.
inline std::size_t occurrences(std::string_view text, std::string_view part) {
    std::size_t out = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
        ++out;
    }
    return out;
}

} // namespace renkei::base
