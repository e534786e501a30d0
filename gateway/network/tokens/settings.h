// Settings of access tokens.
#pragma once

#include <string>

namespace renkei::tokens {

struct Settings {
    std::string audience{};     // `aud` that means this gateway; empty: its base URL
    unsigned max_seconds = 300; // that a token may be valid
};

} // namespace renkei::tokens
