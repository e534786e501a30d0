// The members of a value set, one after the other.
#pragma once

#include "gateway/fhir/terminology/compiled_tables.h"
#include "gateway/fhir/terminology/results.h"

namespace renkei::terminology {

Expansion expand(CompiledTables& store, const ValueSetTable& set, const ExpandOptions& options);

} // namespace renkei::terminology
