// The logical id of the FHIR resources of a document: the hex digits of its UUID.
#pragma once

#include "gateway/core/base/characters.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::base {

inline std::string logical_id(std::string_view document) {
    std::string out(document);
    std::erase(out, '-');
    return out;
}

// Back: the UUID with its dashes; nothing if these are not the 32 digits of one.
inline std::optional<std::string> document_of_logical_id(std::string_view digits) {
    constexpr std::size_t digits_of_uuid = 32;
    constexpr std::size_t dashes[] = {8, 12, 16, 20}; // before these digits
    const auto is_digit = [](char c) { return is_hex_digit(c) && !is_upper(c); };
    if (digits.size() != digits_of_uuid || !std::ranges::all_of(digits, is_digit)) {
        return std::nullopt;
    }
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (std::ranges::find(dashes, i) != std::end(dashes)) {
            out += '-';
        }
        out += digits[i];
    }
    return out;
}

// R4's type id.
inline bool is_logical_id(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
}

} // namespace renkei::base
