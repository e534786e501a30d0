// A form as messages name it.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/form.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::form {

std::string form_title(const Form& form); // "discharge (退院・退所情報記録書)"
// The first of the forms that has this id; without such a form, the id.
std::string form_title(std::span<const Form* const> forms, std::string_view id);

// What to say where no form has the id `wanted`; `known` are the ids that forms have, where a form may
// stand several times, once for each version.
diag::Finding unknown_form(std::string_view wanted, std::span<const std::string_view> known);

} // namespace renkei::form
