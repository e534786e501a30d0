// What a document says by a section without entries: that there is none, that it was not asked, or words that
// no entry holds.
#pragma once

#include "gateway/forms/form/wordings.h"
#include "gateway/network/mhd/summary_sections.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

namespace renkei::mhd {

// Of R4's list-empty-reason.
struct EmptyReason {
    std::string_view code;
    std::string_view display;
    std::string_view japanese; // what is said of the section
};
inline constexpr std::string_view usual_empty_reason = "unavailable";
const EmptyReason* find_empty_reason(std::string_view code); // null: R4 has no such code

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
