// Does a value match a slice by one discriminator?
#pragma once

#include "gateway/fhir/validate/elements/slicing.h"

namespace renkei::validate {

// What a discriminator, or all of them, say of a value and a slice.
enum class Match : std::uint8_t {
    no,
    yes,
    silent,       // the slice says nothing to go by
    not_loaded,   // the profile that says it is not loaded, which is reported
    not_resolved, // the target of a reference, which decides, is not in the document
};

// By the elements of the slice to which the discriminator's path leads.
Match agrees(ValidationRun& validation, const DiscriminatorPlan& discriminator, DefAt slice,
             const ElementPlace& place);

// Has the discriminator anything to go by in the definition of the slice, whatever stands in a document?
// Also if a profile that might say it is not here.
bool says_something(ValidationRun& validation, const DiscriminatorPlan& discriminator, DefAt slice);

} // namespace renkei::validate
