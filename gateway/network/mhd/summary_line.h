// A resource in one line of a summary, for people: what it is about, what it says, from when.
#pragma once

#include "gateway/network/mhd/summary_sections.h"

#include <string>

namespace renkei::mhd {

struct SummaryLine {
    std::string what;
    std::string value;
    std::string date; // as FHIR writes it; empty: the resource has none
};

SummaryLine summary_line(const json::Tree& tree, json::NodeId resource, std::span<const SummaryMark> marks);

} // namespace renkei::mhd
