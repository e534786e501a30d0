// A JSON document whose form is not known, or is not the one that it says: what to say of it.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/tree.h"
#include "gateway/forms/form/form.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::record {

// Another form whose items the document has, if it has no item that only the claimed form has: then its claim
// is wrong, or it is the wrong file. nullptr if nothing contradicts the claim. All versions of all known
// forms are in `forms`. With an empty claim: the form that knows most of what the document holds.
const form::Form* other_form_in(const json::Tree& tree, std::string_view claimed,
                                std::span<const form::Form* const> forms);

// Where the item of a document stands: "/header/formType".
std::string pointer_to(const form::Form& form, form::ItemId item);

// No form has the mark that the document has, or it has none.
diag::Finding unknown_json(const json::Tree& tree, std::span<const form::Form* const> forms);

} // namespace renkei::record
