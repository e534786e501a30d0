// Percent-encoding (RFC 3986 §2.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::text {

// The decoded bytes; nothing if a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

// All but RFC 3986's unreserved characters and those of `also_plain`.
std::string percent_encoded(std::string_view text, std::string_view also_plain = {});
bool is_unreserved(char c); // RFC 3986 §2.3

} // namespace renkei::text
