// Lists of a code system that call themselves complete and are not.
#pragma once

#include "gateway/fhir/validate/walk/validation_context.h"

#include <string>

namespace renkei::validate {

// A code that the loaded list of its system lacks: where a loaded package has it all the same, for people.
// Another version of the list, or a profile in the package of the list that asks for the code. Empty:
// nowhere.
std::string stands_elsewhere(const ValidationContext& context, const terminology::Coding& coding);

} // namespace renkei::validate
