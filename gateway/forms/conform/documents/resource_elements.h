// The elements of one resource by their names, and what R4 says of them.
#pragma once

#include "gateway/core/json/member.h"
#include "gateway/core/json/tree.h"
#include "gateway/fhir/definitions/r4_definitions.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

using json::NodeId;
using json::Tree;

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

// Does the element say who, where or which number, or is it the text around what is said?
bool is_free_element(const definitions::R4Definitions& r4, const definitions::Element& element,
                     std::string_view name);
// "code.coding.code=…" of every leaf that carries meaning; values as text::fold() has them.
std::set<std::string> statements_of(const definitions::R4Definitions& r4, const json::Tree& tree,
                                    json::NodeId resource);

// "verificationStatus=refuted": the answers to the modifiers of R4 that say more than their absence does; of
// concepts the first code.
std::set<std::string> modifiers_of(const definitions::R4Definitions& r4, const json::Tree& tree,
                                   json::NodeId resource);
// Of a concept, or of a coding; empty: it has none.
std::string_view first_code(const json::Tree& tree, json::NodeId node);

// What a node says, for people: its first words; without words the type of a resource, or the first value.
std::string words_of(const json::Tree& tree, json::NodeId node);

} // namespace renkei::conform
