// From a ValueSet resource to its table.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/terminology/compiled_tables.h"

#include <memory>

namespace renkei::terminology {

// The tree may go; its input must stay as long as the table.
std::unique_ptr<ValueSetTable> compile_value_set(CompiledTables& store, const json::Tree& tree,
                                                 json::NodeId value_set);

// "All of this code system", or what a filter leaves of it.
std::unique_ptr<ValueSetTable> compile_implicit(CompiledTables& store, std::string_view url,
                                                std::string_view system, std::string_view is_a);

} // namespace renkei::terminology
