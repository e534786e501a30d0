// The logical id of the FHIR resources of a document: the hex digits of its UUID.
#pragma once

#include "gateway/core/base/characters.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace renkei::base {

inline std::string logical_id(std::string_view document) {
    std::string out(document);
    std::erase(out, '-');
    return out;
}

// R4's type id.
inline bool is_logical_id(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
}

} // namespace renkei::base
