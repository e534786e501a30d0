#include "gateway/forms/model/recognise.h"
#include "gateway/forms/model/version.h"

namespace renkei::model {

const Form* form_of_version(std::span<const Form* const> forms, std::string_view id,
                            std::string_view version) {
    const Form* newest = nullptr;
    for (const Form* form : forms) {
        if (form->id() != id) {
            continue;
        }
        if (same_version(form->version(), version)) {
            return form;
        }
        if (newest == nullptr || is_newer_version(form->version(), newest->version())) {
            newest = form;
        }
    }
    const bool fits = newest != nullptr && (version.empty() || is_newer_version(version, newest->version()));
    return fits ? newest : nullptr;
}

} // namespace renkei::model
