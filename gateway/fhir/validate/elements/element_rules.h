// What an ElementDefinition says about a value itself: fixed, pattern, limits, length, binding.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

// Is there anything to check? Found out once, when the plan is compiled.
bool has_element_rules(const profiles::ElementDef& def, const ElementPlan& plan);
void check_element_rules(ValidationRun& validation, DefAt def, ElementValue value,
                         const Alternative& alternative);

// Is the value what fixed[x] says, all of it (exact), or does it hold at least what pattern[x] says?
bool equals(const DocumentTree& tree, NodeId node, const Tree& other, NodeId wanted);
bool contains(const DocumentTree& tree, NodeId node, const Tree& other, NodeId wanted);

} // namespace renkei::validate
