// Elements as a tree that grows: what the base has, and what a differential asks for.
#pragma once

#include "gateway/fhir/profiles/definition_report.h"
#include "gateway/fhir/profiles/element_draft.h"
#include "gateway/fhir/profiles/structure.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::profiles {

struct ElementNode {
    std::string_view name;  // step of the path: "value[x]"
    std::string_view slice; // empty: no slice
    ElementDraft draft;
    std::vector<ElementNode> children; // without slices
    std::vector<ElementNode>
        slices;            // of this element; of a slice: its re-slices (in a differential: beside it)
    bool is_stated = true; // in a differential: is there itself, not only elements below it
};

// The element with all below it and its slices, out of a snapshot.
ElementNode tree_of(const Structure& structure, ElementId element, base::Arena& arena);

// A differential as a tree. Its elements may leave out those above them; what cannot be placed is noted.
// `root`: the first step of all paths.
ElementNode read_differential(const json::Tree& tree, json::NodeId elements, std::string_view root,
                              DefinitionReport& notes, base::Arena& arena);

// "Observation.value[x]" + "coding" + "a" -> "Observation.value[x].coding:a"
std::string id_below(std::string_view parent, std::string_view name, std::string_view slice);

std::size_t count_of(const ElementNode& element); // itself and all in it

} // namespace renkei::profiles
