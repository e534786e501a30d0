// Whether an item may hold a value, by what its table says of it alone.
#pragma once

#include "gateway/forms/form/form.h"

#include <string_view>

namespace renkei::record {

// Is the text as a record holds a value of the item, no longer than allowed, in its range and of its pattern?
// Rules between items are not asked (RuleCheck). Compiles the pattern: for values that are read otherwise
// than they stand.
bool may_hold(const form::Form& form, const form::Item& item, std::string_view text);

} // namespace renkei::record
