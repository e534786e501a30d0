// What is asked of compiled tables: checks of codings in their code system and in a value set, expansions,
// translations.
#pragma once

#include "gateway/fhir/terminology/compiled_tables.h"
#include "gateway/fhir/terminology/membership.h"
#include "gateway/fhir/terminology/results.h"

namespace renkei::terminology {

// known: the code system's table if it is at hand already; it answers for a coding without version.
CodeCheck check_code(CompiledTables& store, const Coding& coding, const CodeOptions& options,
                     const CodeTable* known = nullptr);
MembershipResult check_member(CompiledTables& store, const ValueSetTable& set, const Coding& coding,
                              const CodeOptions& options);
MembershipResult check_bare_code(CompiledTables& store, const ValueSetTable& set, std::string_view code);
std::vector<Designation> right_displays(CompiledTables& store, const Coding& coding,
                                        const CodeOptions& options);

// The members of a value set, one after the other.
Expansion expand(CompiledTables& store, const ValueSetTable& set, const ExpandOptions& options);

// From a code to codes of another system, as the ConceptMaps have it; both ways.
enum class MappingDirection : std::uint8_t { forward, back };

// If concept_map is empty, every map that is here is used. other_system is the system that the answer must be
// of; empty for any.
Translation translate(CompiledTables& store, const Coding& coding, std::string_view concept_map,
                      std::string_view other_system, MappingDirection way);

} // namespace renkei::terminology
