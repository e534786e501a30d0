// Rules that an ElementDefinition states by extensions: shortest text, a value that must be there, languages of
// a narrative.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

std::vector<ElementRule> element_rules_of(const json::Tree& tree, json::NodeId element);
void check_element_extensions(Check& check, DefAt def, Value value);

} // namespace renkei::validate
