// Where the addresses of R4's own definitions begin.
#pragma once

#include <string_view>

namespace renkei::validate {

inline constexpr std::string_view core_definitions = "http://hl7.org/fhir/StructureDefinition/"; // of a type, a profile, an extension

} // namespace renkei::validate
