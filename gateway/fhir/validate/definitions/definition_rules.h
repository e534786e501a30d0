// Definitions as instances: profiles, value sets, code systems, search parameters, operations, measures,
// maps. Each in the file named after it.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

void check_canonical_url(ValidationRun& validation, NodeId resource); // of any resource that has one
void check_capability_statement(ValidationRun& validation, NodeId resource);
void check_code_system(ValidationRun& validation, NodeId resource);
void check_concept_map(ValidationRun& validation, NodeId resource);
void check_measure(ValidationRun& validation, NodeId resource);
void check_measure_report(ValidationRun& validation, NodeId resource);
void check_operation_definition(ValidationRun& validation, NodeId resource);
void check_search_parameter(ValidationRun& validation, NodeId resource);
void check_structure_definition(ValidationRun& validation, NodeId resource);
void check_structure_map(ValidationRun& validation, NodeId resource);
void check_value_set(ValidationRun& validation, NodeId resource);

// Properties of a code system: as they are declared, and as its concepts use them.
void check_properties(ValidationRun& validation, NodeId code_system, const std::vector<NodeId>& concepts);

// Filters of a value set: does the code system have the property, and what may it be compared with?
// include: of ValueSet.compose.include or exclude
void check_filters(ValidationRun& validation, NodeId include, std::string_view system);

// The populations of a group, by the scoring of its measure.
void check_populations(ValidationRun& validation, NodeId measure, NodeId group);

// Is it one of the codes that say how a measure scores?
bool is_scoring(std::string_view code);

// The score of a group in a measure report. group: of the report; type: of the report; scoring: of its
// measure, empty if it is not known
void check_score(ValidationRun& validation, NodeId group, std::string_view type, std::string_view scoring);

} // namespace renkei::validate
