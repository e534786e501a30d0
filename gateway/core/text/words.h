// ASCII words as HTTP compares and cuts them (RFC 9110 §5.6).
#pragma once

#include "gateway/core/base/characters.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace renkei::text {

inline std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), base::lower);
    return out;
}

constexpr bool same_word(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (base::lower(a[i]) != base::lower(b[i])) {
            return false;
        }
    }
    return true;
}

constexpr std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Without the quotes around it.
constexpr std::string_view unquoted(std::string_view text) {
    return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2)
                                                                         : text;
}

// What is before the separator; `rest` goes behind it.
constexpr std::string_view next_part(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return part;
}

// RFC 9110 §5.6.2: names of headers and methods
constexpr bool is_token(std::string_view text) {
    for (const char c : text) {
        if (!base::is_alphanumeric(c) &&
            std::string_view("!#$%&'*+-.^_`|~").find(c) == std::string_view::npos) {
            return false;
        }
    }
    return !text.empty();
}

} // namespace renkei::text
