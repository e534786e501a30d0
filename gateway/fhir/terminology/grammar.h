// Code systems that are a grammar, not a list: language tags, media types, units.
#pragma once

#include "gateway/fhir/terminology/coding.h"

#include <string_view>

namespace renkei::terminology {

bool is_language_tag(std::string_view text); // BCP 47: valid (RFC 5646, 2.2.9), by registered_codes.h
bool is_media_type(std::string_view text);   // BCP 13: type/subtype, parameters behind it

// Are all codes of the system at hand (ISO 3166-1), or in R4's expansions? Elsewhere a code that was not
// published may be a newer one.
bool is_settled(std::string_view system);
// Could this be a code of the system, whose codes are not here? False if all of them look different:
// "Australia" is no code of ISO 3166.
bool could_be(std::string_view system, std::string_view code);

// Is it a code by a template in the list of its code system? "NNJPN" by v2-0203's "NNxxx".
bool fits_template(std::string_view system, std::string_view code);

// Is there a grammar for this code system?
bool has_grammar(std::string_view system);
Tristate by_grammar(std::string_view system, std::string_view code); // no grammar: unknown

} // namespace renkei::terminology
