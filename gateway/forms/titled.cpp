#include "gateway/forms/titled.h"

#include <algorithm>
#include <fmt/format.h>

namespace renkei::forms {

std::string titled(const Form& form) { return fmt::format("{} ({})", form.id(), form.text(form.about().title)); }

std::string titled(std::span<const Form* const> forms, std::string_view id) {
    const auto found = std::ranges::find_if(forms, [&](const Form* form) { return form->id() == id; });
    return found == forms.end() ? std::string(id) : titled(**found);
}

} // namespace renkei::forms
