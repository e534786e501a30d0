// Where in a FHIR document an item has its home, for people who look for a value that was not read.
#pragma once

#include "gateway/forms/mapping/plan/plan.h"

#include <string>

namespace renkei::mapping {

// A FHIRPath expression over the Bundle, "Bundle.entry.resource.ofType(Patient).name.where(…).text", whose
// result is the item's value where it is filled. It is as narrow as the constants of the example, and
// follows references to resources that nothing else distinguishes: the institution of the attending doctor is
// reached by way of the doctor. Empty: no example has the item (implied items).
std::string home_of(const Plan& plan, ItemId item);

} // namespace renkei::mapping
