// Base64url as JOSE writes it (RFC 7515 §2): without padding, and with one text for each sequence of bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::tokens {

// Nothing for padding, another character, or bits behind the last byte that are not zero.
std::optional<std::string> from_base64url(std::string_view text);

} // namespace renkei::tokens
