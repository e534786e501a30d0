// A Coding by itself: its system, and its code and display in that code system.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

#include <string>
#include <string_view>

namespace renkei::validate {

// A Coding wherever it stands: its system, code and display.
// `bound`: how strongly the element that holds it is, where no CodeableConcept is between.
void check_coding(ValidationRun& validation, NodeId coding, definitions::Strength bound);

terminology::Coding coding_of(const Document& document, NodeId coding);
std::string shown_code(std::string_view system, std::string_view code); // "system#code" in messages

} // namespace renkei::validate
