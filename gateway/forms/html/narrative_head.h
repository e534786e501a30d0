// The head of the page of a FHIR document that no form reads: the document, and whom it is about.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/resources/bundle_index.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace renkei::html {

// A note for the reader: this page does not read all that may turn its meaning.
std::string unread_modifier();

struct NarrativeHead {
    std::string document{}; // day, kind, author, sender, status, relations and labels
    std::string person{};   // with what stands above all
    std::string sheet{};    // plain, for the head of each printed sheet
};

// `kind`: of the document, in words; empty: it has none. `version` 0: none.
NarrativeHead narrative_head(const json::Tree& tree, const resources::BundleIndex& index,
                             std::string_view kind, std::uint32_t version);

} // namespace renkei::html
