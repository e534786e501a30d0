// Everything that a code system says about one code, and which of two codes is the wider one.
#pragma once

#include "gateway/fhir/terminology/compiled_tables.h"
#include "gateway/fhir/terminology/results.h"

#include <optional>

namespace renkei::terminology {

std::optional<Lookup> look_up(CompiledTables& store, const Coding& coding);
Subsumption subsumption(CompiledTables& store, std::string_view system, std::string_view code_a,
                        std::string_view code_b);

} // namespace renkei::terminology
