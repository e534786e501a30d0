// Codes of public registers: ISO 3166-1 and IANA's Language Subtag Registry of 2025-08-25 (RFC 5646).
#pragma once

#include <string_view>

namespace renkei::terminology {

// Two or three capital letters or three digits; codes for users' own meanings count.
bool is_country_code(std::string_view code);

// Subtags of a language tag, in any case; those for private use count.
bool is_registered_language(std::string_view subtag); // of two or three letters
bool is_registered_extended_language(std::string_view subtag);
bool is_registered_script(std::string_view subtag);
bool is_registered_region(std::string_view subtag);
bool is_registered_variant(std::string_view subtag);

} // namespace renkei::terminology
