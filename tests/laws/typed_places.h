// The places of a bundle with what R4 says of them.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"

#include "tests/laws/document.h"

#include <string>
#include <vector>

namespace renkei::laws {

const definitions::R4Definitions& r4();

// A field's name or an element's index, from the bundle down.
struct Step {
    std::string field;
    std::size_t index = 0;
};
using Way = std::vector<Step>;

struct TypedPlace {
    Way way{};
    std::string path{};              // "Bundle.entry[3].resource.valueQuantity.value"
    std::vector<std::string> keys{}; // R4's paths to it: "Observation.valueQuantity.value", "Quantity.value"
    const definitions::Element* element = nullptr; // of the field; null: the bundle's root, a resource
    definitions::TypeId type;                      // of the value
    bool is_leaf = false;
};

// All leaves and objects whose type R4 knows.
std::vector<TypedPlace> typed_places(const Json& bundle);

// The value at this place; null if there is none.
Json* find(Json& bundle, const Way& way);

} // namespace renkei::laws
