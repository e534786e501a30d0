#include "gateway/forms/form/form_title.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::form {

std::string form_title(const Form& form) {
    return fmt::format("{} ({})", form.id(), form.text(form.about().title));
}

std::string form_title(std::span<const Form* const> forms, std::string_view id) {
    const auto found = std::ranges::find_if(forms, [&](const Form* form) { return form->id() == id; });
    return found == forms.end() ? std::string(id) : form_title(**found);
}

} // namespace renkei::form
