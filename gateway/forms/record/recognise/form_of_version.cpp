#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/record/value/version.h"

namespace renkei::record {

const form::Form* form_of_version(std::span<const form::Form* const> forms, std::string_view id,
                                  std::string_view version) {
    const form::Form* newest = nullptr;
    for (const form::Form* form : forms) {
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

} // namespace renkei::record
