// Elements below an element that the snapshot so far does not show: those of its type, of its type's profile,
// or of the element it refers to.
#pragma once

#include "gateway/fhir/profiles/element_tree.h"

#include <functional>

namespace renkei::profiles {

// The definition with that canonical or type name; nullptr: it is not loaded or cannot be used.
using FindStructure = std::function<const Structure*(std::string_view canonical)>;

class ElementExpander {
public:
    // base: the snapshot that content references look into, if there is one
    ElementExpander(const FindStructure& find, const Structure* base, DefinitionReport& notes,
                    base::Arena& arena)
        : find_(find),
          base_(base),
          notes_(notes),
          arena_(arena) {}

    // Gives the element its children, if it has none. False, with a note, if no definition says which.
    bool children(ElementNode& element, std::string_view id);
    // Copies to the element what the definition of its extension says about the extension's root; how often
    // it may occur only if the differential does not say it (`has_max`).
    void take_extension(ElementNode& element, bool has_max, std::string_view id);

private:
    const Structure* structure_of(const ElementNode& element, std::string_view id);
    bool follow_reference(ElementNode& element, std::string_view id);

    const FindStructure& find_;
    const Structure* base_;
    DefinitionReport& notes_;
    base::Arena& arena_;
};

} // namespace renkei::profiles
