// Rules of data types beyond their definition: references, extensions, codings, narrative …
#pragma once

#include "gateway/fhir/validate/core/check.h"

namespace renkei::validate {

// Which rule a type has; no_type_rule: none.
std::uint8_t type_rule_of(std::string_view type);
// Is the rule a separate walk, along the definition of the extension?
bool is_walk(std::uint8_t rule);
// The rule of the alternative's type.
void apply_type_rule(Check& check, DefAt def, ElementValue value, const Alternative& alternative);

// extension_rules.cpp
void check_extension(Check& check, DefAt def, ElementValue value, const Alternative& alternative);
// reference_rules.cpp
void check_reference(Check& check, DefAt def, ElementValue value, const Alternative& alternative);
// Where a reference or canonical may lead by this definition, a profile's too.
void check_targets(Check& check, DefAt def, ElementValue value, const Alternative& alternative);
// canonical_rules.cpp
void check_canonical(Check& check, DefAt def, ElementValue value, const Alternative& alternative);
// attachment_rules.cpp
void check_attachment(Check& check, DefAt def, ElementValue value, const Alternative& alternative);

} // namespace renkei::validate
