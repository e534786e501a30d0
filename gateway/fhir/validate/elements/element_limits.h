// Limits that an ElementDefinition states by extensions of one value each; element_extensions.cpp has the
// table.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

// Of a definition; empty: not there, or no scalar.

void check_min_length(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule);
// Of base64Binary or an Attachment: the bytes before base64.
void check_max_size(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule);
// Of a number or a Quantity.
void check_decimal_places(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule);
// Of an Attachment: one of all that the element names.
void check_media_type(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule);
// The rule has an expression.
void check_format(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule);
// Of a Quantity: one of the units or of the value set.
void check_allowed_units(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule);

} // namespace renkei::validate
