// What a document says by a section without entries: that there is none, that it was not asked, or words that
// no entry holds.
#pragma once

#include "gateway/forms/form/wordings.h"
#include "gateway/network/mhd/summary/summary_sections.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

namespace renkei::mhd {

// Of R4's list-empty-reason; what a code says stands in profiles/state-words.tsv by this name.
inline constexpr std::string_view element_of_reason = "emptyReason";
inline constexpr std::string_view usual_empty_reason = "unavailable";

// What a section of a document says without entries.
struct Silence {
    std::size_t section = 0;  // of the summary
    std::string_view kind{};  // of facts: a section may have several
    std::string_view code{};  // of list-empty-reason
    std::string_view title{}; // of the document's section
};

// Gives back how many of its sections hold words alone that say something else.
std::size_t read_silence(const json::Tree& tree, json::NodeId composition,
                         std::span<const SummarySection> sections, const form::Wordings& wordings,
                         const std::function<void(const Silence&)>& said);

} // namespace renkei::mhd
