// The head of the page of a document that no form reads: which document it is, whom it is about.
#pragma once

#include "gateway/forms/html/fhir_words.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace renkei::html {

struct NarrativeHead {
    std::string title{};           // plain
    std::string person_of_sheet{}; // plain, for the head of each printed sheet
    std::string lines{};           // date, author, custodian, kind, labels
    std::string person{};          // with what stands above all
};
// `composition`: no_node for a Bundle without one.
NarrativeHead narrative_head(const json::Tree& tree, json::NodeId composition,
                             const resources::BundleIndex& index, std::uint32_t version);

inline constexpr std::string_view unread_modifier =
    "<p class=\"stop\" role=\"note\">意味を変える拡張（modifierExtension）があり、このページはそれを"
    "読んでいません。元の文書を確認してください。</p>\n";

} // namespace renkei::html
