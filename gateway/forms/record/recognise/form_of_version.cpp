#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/record/value/version.h"
#include "gateway/forms/record/value/version_age.h"

namespace renkei::record {

const form::Form* form_of_version(std::span<const form::Form* const> forms, std::string_view id,
                                  std::string_view version) {
    const form::Form* newest = nullptr;
    const form::Form* after = nullptr; // reads the version, which came before it
    for (const form::Form* form : forms) {
        if (form->id() != id) {
            continue;
        }
        const VersionAge age = age_of_version(*form, version);
        if (age == VersionAge::same) {
            return form;
        }
        after = age == VersionAge::earlier_read ? form : after;
        if (newest == nullptr || is_newer_version(form->version(), newest->version())) {
            newest = form;
        }
    }
    if (after != nullptr) {
        return after;
    }
    const bool fits =
        newest != nullptr && (version.empty() || age_of_version(*newest, version) == VersionAge::newer);
    return fits ? newest : nullptr;
}

} // namespace renkei::record
