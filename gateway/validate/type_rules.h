// What particular data types ask for beyond their definition: references, extensions, codings, narrative …
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void apply_type_rules(Check& check, DefAt def, Value value, const Alternative& alternative);

// extension_rules.cpp
void check_extension(Check& check, DefAt def, Value value, const Alternative& alternative);
// reference_rules.cpp
void check_reference(Check& check, DefAt def, Value value, const Alternative& alternative);
// Where a reference or canonical may lead by this definition, a profile's too.
void check_targets(Check& check, DefAt def, Value value, const Alternative& alternative);
// canonical_rules.cpp
void check_canonical(Check& check, DefAt def, Value value, const Alternative& alternative);
// attachment_rules.cpp
void check_attachment(Check& check, DefAt def, Value value, const Alternative& alternative);

} // namespace renkei::validate
