#include "gateway/forms/record/value/version_age.h"

#include "gateway/forms/record/value/version.h"

#include <algorithm>

namespace renkei::record {

VersionAge age_of_version(const form::Form& form, std::string_view version) {
    if (same_version(version, form.version())) {
        return VersionAge::same;
    }
    const auto earlier = std::ranges::find_if(form.earlier(), [&](const form::EarlierVersion& each) {
        return same_version(form.text(each.version), version);
    });
    if (earlier != form.earlier().end()) {
        return earlier->is_read != 0 ? VersionAge::earlier_read : VersionAge::earlier_refused;
    }
    if (is_newer_version(version, form.version())) {
        return VersionAge::newer;
    }
    return is_newer_version(form.version(), version) ? VersionAge::older : VersionAge::unknown;
}

} // namespace renkei::record
