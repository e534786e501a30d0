// What encoding a file is in, by its bytes: so that a wrong declaration gets a message that names the
// right one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace renkei::text {

enum class Encoding : std::uint8_t { cp932, utf8 };

enum class EncodingGuess : std::uint8_t { ascii, cp932, utf8, utf8_bom, utf16_le, utf16_be, unknown };

EncodingGuess guess_encoding(std::string_view bytes);

// The file's encoding if it is certainly not the declared one. This is cheap if the declaration is right: it
// stops at the first character that decides.
std::optional<EncodingGuess> encoding_mismatch(std::string_view bytes, Encoding declared);

// "UTF-8 (BOM)"
std::string_view printed(EncodingGuess guess);

// As --encoding has it: "cp932" "utf-8"
std::string_view option_name(Encoding encoding);
std::optional<Encoding> encoding_of(std::string_view option);

constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";

} // namespace renkei::text
