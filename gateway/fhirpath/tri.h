// FHIRPath's three-valued logic: unknown is the empty collection.
#pragma once

#include <cstdint>

namespace renkei::fhirpath {

enum class Tri : std::uint8_t { no, yes, unknown };
constexpr Tri tri(bool value) { return value ? Tri::yes : Tri::no; }
constexpr Tri opposite(Tri value) { return value == Tri::unknown ? value : tri(value == Tri::no); }

} // namespace renkei::fhirpath
