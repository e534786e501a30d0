// A document of another program beside the one that we make of the same record.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/forms/form/form.h"

#include <span>

namespace renkei::conform {

struct ResourcePair { // resources that say the same
    json::NodeId ours;
    json::NodeId theirs;
    json::NodeId holder; // the resource of an entry that `theirs` is or lies in
};

struct ComparedBundle {
    const definitions::R4Definitions& r4;
    const form::Form& form;
    const json::Tree& ours;
    const json::Tree& theirs;
    const resources::BundleIndex& index;    // of theirs
    std::span<const ResourcePair> pairs;    // with the Compositions
    std::span<const json::NodeId> unmapped; // of theirs: leaves for which the form has no place
};

} // namespace renkei::conform
