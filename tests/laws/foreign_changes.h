// Single changes to a bundle, as another system might have written it: a legal value for another one, an
// optional element left out, an element that changes the meaning of what stands beside it.
#pragma once

#include "tests/laws/typed_places.h"

#include <functional>
#include <string>
#include <vector>

namespace renkei::laws {

enum class ChangeKind : std::uint8_t { altered, removed, added, doubled };

struct Change {
    ChangeKind kind = ChangeKind::altered;
    TypedPlace place; // altered, removed: the leaf; added: the object that gets a field; doubled: the element
    std::string field{};  // added
    Json value{};         // altered, added; doubled: the element that comes behind the last one
    std::string element;  // R4's path, as the tables have it: "Quantity.comparator"
    std::string answer{}; // of an element that the tables know: what it says now
};

// All changes that are tried, in the order of the bundle.
std::vector<Change> changes_of(const Json& bundle);

// The bundle with the change; `bundle` itself comes back as it was.
std::string changed(Json& bundle, const Change& change);

std::string to_text(const Change& change);

} // namespace renkei::laws
