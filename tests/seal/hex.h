// Bytes written as hex, as the standards print their vectors.
#pragma once

#include "gateway/network/seal/hash.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace renkei::seal {

inline std::string from_hex(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        unsigned byte = 0;
        std::from_chars(text.data() + at, text.data() + at + 2, byte, 16);
        out.push_back(static_cast<char>(byte));
    }
    return out;
}

// Short keys are filled up with zeros, as HMAC does.
inline Hash key_of(std::string_view bytes) {
    Hash out{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), out.size()), out.begin());
    return out;
}

} // namespace renkei::seal
