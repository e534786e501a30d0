// `item: ID` and `group: ID` of a Coding or CodeableConcept: the code of a question of the form, written out.
#pragma once

#include "gateway/forms/mapping/example.h"

namespace renkei::mapping {

enum class CodePlace : std::uint8_t { coding, concept_ };

// Replaces `item` (or `group`) and `name` by system, code and display; in a concept by a first coding, and by
// a text unless there is one. Leaves an object without them as it is.
void write_out_item_code(ExampleNode& object, CodePlace place, const model::Tables& tables,
                         diag::Report& report);

// Does the object name an item or a group so? (YAML, before it is read)
bool names_item_code(const yaml::Node& object);

} // namespace renkei::mapping
