// Which slice of a sliced element a value belongs to, by the discriminators of the slicing.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

// A place in the document with the type it has there.
struct Place {
    Value value;
    defs::TypeId type{};
};

// Along a discriminator's path in the document: the places it leads to.
std::vector<Place> follow(const Check& check, Place from, const std::vector<Step>& steps);
// Along the same path in the definition: the elements that say what stands there; none: the path leads
// nowhere.
std::vector<DefAt> follow(const Check& check, DefAt from, const std::vector<Step>& steps);

// Does the discriminator take the value for the slice? Nothing: the slice says nothing that could decide.
std::optional<bool> agrees(Check& check, const DiscriminatorPlan& discriminator, DefAt slice, Place place);

} // namespace renkei::validate
