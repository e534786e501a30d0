// Base64 of RFC 4648.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::base {

enum class Base64 : std::uint8_t {
    plain, // §4: + and /
    url,   // §5: - and _
};

std::string to_base64(std::string_view bytes, Base64 alphabet = Base64::plain); // with padding
// The bytes of a text of digits alone; nothing if something else stands among them, or one digit is left
// over. Bits behind the last whole byte are ignored.
std::optional<std::string> from_base64_digits(std::string_view digits, Base64 alphabet = Base64::plain);
std::string_view without_padding(std::string_view text);
// As FHIR's base64Binary is written: §4 with padding; white space may stand between.
std::optional<std::string> from_base64(std::string_view text);

} // namespace renkei::base
