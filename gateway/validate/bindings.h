// Codes: against the value set an element is bound to, and against their own code system.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_binding(Check& check, DefAt def, Value value, const Alternative& alternative);

// ElementDefinition.binding.additional of R5, in R4 an extension. `purpose`: required, maximum, extensible; others ask for nothing.
void check_additional_binding(Check& check, json::NodeId node, std::string_view value_set, std::string_view purpose, std::string_view profile);

// A Coding wherever it stands: its system, code and display.
void check_coding(Check& check, json::NodeId coding);

terms::Coding coding_of(const Document& document, json::NodeId coding);
// Is a value (code, Coding, CodeableConcept, Quantity, text) in a value set?
defs::Answer member_of(const Check& check, json::NodeId value, terms::ValueSetHandle set);

} // namespace renkei::validate
