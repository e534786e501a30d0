// Codes against the value set that an element is bound to.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

#include <span>

namespace renkei::validate {

void check_binding(ValidationRun& validation, DefAt def, ElementValue value, const Alternative& alternative);

// ElementDefinition.binding.additional of R5, in R4 an extension.
struct AdditionalBinding {
    std::string_view value_set;
    std::string_view purpose; // required, maximum, extensible; others only recommend
    std::string_view profile; // that has it
    bool is_required() const { return purpose == "required" || purpose == "maximum"; }
    bool is_checked() const { return !value_set.empty() && (is_required() || purpose == "extensible"); }
};
void check_additional_binding(ValidationRun& validation, NodeId node, const AdditionalBinding& binding);
// One of the values, which are in the list, meets it.
void check_additional_binding_of_any(ValidationRun& validation, NodeId list, std::span<const NodeId> values,
                                     const AdditionalBinding& binding);

// Is a value (code, Coding, CodeableConcept, Quantity, text) in a value set?
definitions::Tristate member_of(const ValidationRun& validation, NodeId value,
                                terminology::ValueSetHandle set);

} // namespace renkei::validate
