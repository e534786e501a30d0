// Narrows an element by what a differential says of it. What the base does not allow is noted and left out.
#pragma once

#include "gateway/defs/defs.h"
#include "gateway/profiles/draft.h"
#include "gateway/profiles/notes.h"

namespace renkei::profiles {

struct Constraining {
    const defs::Defs& defs;
    Notes& notes;
    base::Arena& arena;
    std::string_view source; // URL of the definition: where its own constraints come from
};

void constrain(Draft& element, const Draft& wish, std::string_view id, const Constraining& with);

// Adds the items of a list that are not there yet; one with the same name takes the other's place.
void add_items(Draft& element, const Member& more, base::Arena& arena);

// "Quantity, string"
std::string names_of(std::span<const Item> items);

} // namespace renkei::profiles
