// Whether JSON stands as FHIR writes it: objects, arrays, scalars and their "_" siblings, formats of
// primitives.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

// Reports what is wrong; false: what is inside makes no sense to check.
bool has_right_json_format(ValidationRun& validation, DefAt def, ElementValue value,
                           const Alternative& alternative);

// An element that may repeat is an array, any other is not; a sibling array is not longer than its
// partner and not of another kind.
void check_array_format(ValidationRun& validation, const ChildPlan& child, NodeId value, NodeId sibling);

// The child that a member of an object is, by its name; nullptr: none.
const NameRow* find_name(const ValidationRun& validation, const ElementPlan& plan, const DocumentTree& tree,
                         NodeId member);
bool is_sibling_name(const ValidationRun& validation, const DocumentTree& tree, NodeId member);

// A member that the profile's choice of types leaves out.
void refuse_other_type(ValidationRun& validation, DefAt def, NodeId member);

// How a value is seen once it is known to belong to a slice.
Alternative alternative_of_slice(const ValidationRun& validation, DefAt slice,
                                 const Alternative& alternative);

} // namespace renkei::validate
