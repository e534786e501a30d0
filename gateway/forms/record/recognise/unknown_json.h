// A JSON document whose form is not known: what to say of it.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/tree.h"
#include "gateway/forms/form/form.h"

#include <span>
#include <string>

namespace renkei::record {

// Where the item of a document stands: "/header/formType".
std::string pointer_to(const form::Form& form, form::ItemId item);

// No form has the mark that the document has, or it has none.
diag::Finding unknown_json(const json::Tree& tree, std::span<const form::Form* const> forms);

} // namespace renkei::record
