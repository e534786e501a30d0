// SNOMED CT is not loaded, but its identifiers have a check digit: what cannot be one is refused.
#pragma once

#include <string_view>

namespace renkei::validate {

constexpr std::string_view snomed = "http://snomed.info/sct";

// False: neither a concept's identifier nor an expression of several.
bool may_be_snomed(std::string_view code);

} // namespace renkei::validate
