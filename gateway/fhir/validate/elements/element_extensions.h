// Rules that an ElementDefinition states by extensions: shortest text, a value that must be there, languages
// of a narrative.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

#include <span>

namespace renkei::validate {

std::vector<ElementRule> element_rules_of(const Tree& tree, NodeId element);
void check_element_extensions(ValidationRun& validation, DefAt def, ElementValue value);
// Rules about the values of an element, or of a slice of it, together: an additional binding that one of them
// must meet. `values`: those that stand in `list`, without nulls.
bool has_rules_of_lists(DefAt def);
void check_rules_of_lists(ValidationRun& validation, DefAt def, NodeId list, std::span<const NodeId> values);

} // namespace renkei::validate
