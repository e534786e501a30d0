// What distinguishes a form from others: the first item whose value the form fixes (帳票種別), by a literal
// or by a rule.
#pragma once

#include "gateway/forms/form/form.h"

namespace renkei::form {

struct FormDiscriminator {
    ItemId item = none; // none: nothing in the file names the form
    std::string_view value{};
};
inline FormDiscriminator discriminator_of(const Form& form) {
    return {form.about().mark_item, form.text(form.about().mark)};
}

} // namespace renkei::form
