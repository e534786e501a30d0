// Rules of resources beyond their definition. One file per kind of resource; the table of them
// is in resource_rules.cpp.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

void apply_resource_rules(ValidationRun& validation, NodeId resource, std::string_view type);

// Element.id: unique within its resource (R4 element.html).
// Of the whole document; of a resource inside of it nothing is left to check.
void check_element_ids(ValidationRun& validation, NodeId resource);

// Links in narratives, and links into them: do they lead to a place that is there (R4 narrative.html)?
// Of the whole document; of a resource inside of it nothing is left to check.
void check_narrative_links(ValidationRun& validation, NodeId resource);

// Resources inside of resources: their ids, and whether something refers to them.
void check_contained(ValidationRun& validation, NodeId resource);

} // namespace renkei::validate
