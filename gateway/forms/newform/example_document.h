// A document of a form, made of the form alone, that keeps its rules.
#pragma once

#include "gateway/forms/form/form.h"

#include <string>

namespace renkei::newform {

// With every item filled, or with what must be; empty if neither keeps the rules of the form. Without a line
// feed at the end.
std::string example_document(const form::Form& form, const form::Syntax& syntax);

} // namespace renkei::newform
