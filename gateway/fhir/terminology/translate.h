// From a code to codes of another system, as the ConceptMaps have it; both ways.
#pragma once

#include "gateway/fhir/terminology/compiled_tables.h"
#include "gateway/fhir/terminology/results.h"

namespace renkei::terminology {

enum class MappingDirection : std::uint8_t { forward, back };

// If concept_map is empty, every map that is here is used. other_system is the system that the answer must be
// of; empty for any.
Translation translate(CompiledTables& store, const Coding& coding, std::string_view concept_map,
                      std::string_view other_system, MappingDirection way);

} // namespace renkei::terminology
