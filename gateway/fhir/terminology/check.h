// What is asked of compiled tables: checks of codings in their code system and in a value set.
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

} // namespace renkei::terminology
