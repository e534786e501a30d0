// Versions of forms as their files write them, 202404 or 0.1.0, and how they stand to each other.
#pragma once

#include "gateway/forms/form/form.h"

#include <string_view>

namespace renkei::record {

// "2024-04" and "202404" are the same.
bool same_version(std::string_view a, std::string_view b);
// Number by number; what is no number is never newer.
bool is_newer_version(std::string_view a, std::string_view b);

enum class VersionAge {
    same,
    newer,           // by its number: no form knows it yet
    earlier_read,    // known to be before this one, with the same columns
    earlier_refused, // known to be before this one, with other columns
    older,           // by its number, and in no list
    unknown,         // no number that could be compared
};

// What `earlier:` of the form says counts before the numbers: they need not go up.
VersionAge age_of_version(const form::Form& form, std::string_view version);

} // namespace renkei::record
