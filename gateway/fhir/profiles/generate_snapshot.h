// A StructureDefinition with only a differential gets its snapshot: the base's elements, narrowed and sliced
// as the differential says.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/profiles/element_expander.h"

namespace renkei::profiles {

constexpr std::size_t max_elements = 20'000; // of a snapshot

// What a definition is made from.
struct SnapshotInputs {
    const Structure* base = nullptr; // of its baseDefinition; nullptr: it has none, all elements are its own
    const FindStructure& find;       // the types and profiles it uses
    const definitions::R4Definitions& r4;
};

// The definition's JSON with the snapshot in it; an existing one is made again. What the differential asks
// for and the base does not allow is left out and reported. An error: there is no snapshot at all.
diag::Result<std::string> generate_snapshot(const packages::Resource& definition,
                                            const SnapshotInputs& ground, diag::Report& report);

} // namespace renkei::profiles
