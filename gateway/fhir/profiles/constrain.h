// Narrows an element as a differential says. Changes that the base does not allow are noted and left out.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/profiles/definition_report.h"
#include "gateway/fhir/profiles/element_draft.h"

namespace renkei::profiles {

struct ConstrainContext {
    const definitions::R4Definitions& r4;
    DefinitionReport& notes;
    base::Arena& arena;
    std::string_view source; // URL of the definition: where its own constraints come from
};

void constrain(ElementDraft& element, const ElementDraft& change, std::string_view id,
               const ConstrainContext& with);

// Adds the items of a list that are not there yet; one with the same name takes the other's place.
void add_items(ElementDraft& element, const Member& more, base::Arena& arena);

// "Quantity, string"
std::string names_of(std::span<const MemberValue> items);

} // namespace renkei::profiles
