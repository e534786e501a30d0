// Rules of data types beyond their definition: references, extensions, codings, narrative …
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

// Which rule a type has; no_type_rule: none.
std::uint8_t type_rule_of(std::string_view type);
// Is the rule a separate walk, along the definition of the extension?
bool is_walk(std::uint8_t rule);
// The rule of the alternative's type.
void apply_type_rule(ValidationRun& validation, DefAt def, ElementValue value,
                     const Alternative& alternative);

// extension_rules.cpp
void check_extension(ValidationRun& validation, DefAt def, ElementValue value,
                     const Alternative& alternative);
// reference_rules.cpp
void check_reference(ValidationRun& validation, DefAt def, ElementValue value,
                     const Alternative& alternative);
// Where a reference or canonical may lead by this definition, a profile's too.
void check_targets(ValidationRun& validation, DefAt def, ElementValue value, const Alternative& alternative);
// canonical_rules.cpp
void check_canonical(ValidationRun& validation, DefAt def, ElementValue value,
                     const Alternative& alternative);
// attachment_rules.cpp
void check_attachment(ValidationRun& validation, DefAt def, ElementValue value,
                      const Alternative& alternative);

} // namespace renkei::validate
