// FHIR's standard way to say why a value is absent: its extension and its code system.
#pragma once

#include <string_view>

namespace renkei::mapping {

inline constexpr std::string_view absent_reason_url =
    "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
inline constexpr std::string_view absent_reason_system =
    "http://terminology.hl7.org/CodeSystem/data-absent-reason";

} // namespace renkei::mapping
