// Names that others gave or will look for: code systems, extensions and profiles of IHE MHD and of this
// project.
#pragma once

#include <string_view>

namespace renkei::mhd {

inline constexpr std::string_view own_base = "https://renkei.example.jp/fhir";
inline constexpr std::string_view structures = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/";
inline constexpr std::string_view list_types = "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes";
inline constexpr std::string_view identifier_types =
    "https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType";
inline constexpr std::string_view uri_system = "urn:ietf:rfc:3986";
inline constexpr std::string_view confidentiality =
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
inline constexpr std::string_view null_flavor = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
inline constexpr std::string_view loinc = "http://loinc.org";

} // namespace renkei::mhd
