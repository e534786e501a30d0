// A JSON document that says that it is of one form and holds the items of another.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/forms/form/form.h"

#include <span>
#include <string_view>

namespace renkei::record {

// Another form whose items the document has, if it has no item that only the claimed form has: then its claim
// is wrong, or it is the wrong file. nullptr if nothing contradicts the claim. All versions of all known
// forms are in `forms`. With an empty claim: the form that knows most of what the document holds.
const form::Form* other_form_in(const json::Tree& tree, std::string_view claimed,
                                std::span<const form::Form* const> forms);

} // namespace renkei::record
