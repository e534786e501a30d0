// `item: ID` and `group: ID` of a Coding or CodeableConcept: the code of a question of the form, written out.
#pragma once

#include "gateway/forms/mapping/load/example.h"

namespace renkei::mapping {

enum class CodePlace : std::uint8_t { coding, concept_ };

// Replaces `item` (or `group`) and `name` by system, code and display; in a CodeableConcept by a first
// coding, and by a text unless there is one. The code of an item that asks a concept is followed by the
// concept's code and its public codes, unless it says `concept: none` or stands alone as a Coding. Leaves an
// object without them as it is.
void write_out_item_code(ExampleNode& object, CodePlace place, const form::Tables& tables,
                         diag::Report& report);

// The code system of all concepts.
std::string concept_system(const form::Tables& tables);

// Does the object name an item or a group so? (YAML, before it is read)
bool names_item_code(const yaml::Node& object);

} // namespace renkei::mapping
