// A StructureDefinition with a snapshot -> Structure.
#pragma once

#include "gateway/fhir/profiles/structure.h"

#include <optional>

namespace renkei::profiles {

constexpr std::size_t max_levels = 64; // of elements below each other

// True: there is a snapshot with elements to read.
bool has_snapshot(const packages::Resource& definition);

// The resource has a snapshot and outlives what is returned.
Structure read_structure(const packages::Resource& definition);

// max as in the definition: "*" is unbounded; nothing: no number.
std::optional<std::uint32_t> read_max(std::string_view text);
// "value[x]" of "Observation.value[x]"
std::string_view last_step(std::string_view path);

} // namespace renkei::profiles
