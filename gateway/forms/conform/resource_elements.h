// The elements of one resource by their names, and what R4 says of them.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/definitions/r4_definitions.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

// "birthDate" for "_birthDate".
std::string_view plain_key(const json::Tree& tree, json::NodeId node);

struct ElementNode {
    json::NodeId node;                   // of an array: one of its elements
    const definitions::Element* element; // null: R4 has none of this name
};
// "name.given" → the nodes there. Without contained resources.
using ResourceElements = std::map<std::string, std::vector<ElementNode>, std::less<>>;
ResourceElements elements_of(const definitions::R4Definitions& r4, const json::Tree& tree,
                             json::NodeId resource);

// Does this answer to a modifier of R4 say no more than its absence does? `resource_type`, `path`: where it
// stands.
bool says_what_absence_says(const definitions::R4Definitions& r4, std::string_view resource_type,
                            std::string_view path, const definitions::Element& element,
                            std::string_view answer);

// What a resource is about, for people: the first words of its code or value; its type if it has none.
std::string words_of(const json::Tree& tree, json::NodeId resource);

} // namespace renkei::conform
