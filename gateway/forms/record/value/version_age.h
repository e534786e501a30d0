// How the version that a file names stands to the one of a form.
#pragma once

#include "gateway/forms/form/form.h"

#include <string_view>

namespace renkei::record {

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
