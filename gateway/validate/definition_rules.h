// Definitions as instances: profiles, value sets, code systems, search parameters, operations, measures, maps. Each
// in the file named after it.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_canonical_url(Check& check, json::NodeId resource); // of any resource that has one
void check_capability_statement(Check& check, json::NodeId resource);
void check_code_system(Check& check, json::NodeId resource);
void check_concept_map(Check& check, json::NodeId resource);
void check_measure(Check& check, json::NodeId resource);
void check_measure_report(Check& check, json::NodeId resource);
void check_operation_definition(Check& check, json::NodeId resource);
void check_search_parameter(Check& check, json::NodeId resource);
void check_structure_definition(Check& check, json::NodeId resource);
void check_structure_map(Check& check, json::NodeId resource);
void check_value_set(Check& check, json::NodeId resource);

} // namespace renkei::validate
