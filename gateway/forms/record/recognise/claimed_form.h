// A JSON document that says that it is of one form and holds the items of another.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/forms/form/form.h"

#include <span>
#include <string_view>

namespace renkei::record {

// The form whose items the document has, where it has none that only the claimed one has: what it says of
// itself is wrong, or it is the wrong file. nullptr: nothing contradicts the claim. All versions of all known
// forms are in `forms`.
const form::Form* other_form_in(const json::Tree& tree, std::string_view claimed,
                                std::span<const form::Form* const> forms);

} // namespace renkei::record
