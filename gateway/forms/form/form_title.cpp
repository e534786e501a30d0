#include "gateway/forms/form/form_title.h"

#include "gateway/forms/form/nearest.h"
#include "generated/messages/forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace renkei::form {

std::string form_title(const Form& form) {
    return fmt::format("{} ({})", form.id(), form.text(form.about().title));
}

std::string form_title(std::span<const Form* const> forms, std::string_view id) {
    const auto found = std::ranges::find_if(forms, [&](const Form* form) { return form->id() == id; });
    return found == forms.end() ? std::string(id) : form_title(**found);
}

diag::Finding unknown_form(std::string_view wanted, std::span<const std::string_view> known) {
    std::vector<std::string_view> ids(known.begin(), known.end()); // the versions of a form stand together
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return diag::finding(diag::message::form_not_known, {},
                         {wanted, fmt::format("{}", fmt::join(ids, ", ")), nearest(wanted, ids)});
}

} // namespace renkei::form
