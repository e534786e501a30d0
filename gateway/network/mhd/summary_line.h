// A resource in one line of a summary, for people: what it is about, what it says, from when.
#pragma once

#include "gateway/core/json/tree.h"

#include <string>

namespace renkei::mhd {

struct SummaryLine {
    std::string what;
    std::string value;
    std::string date; // as FHIR writes it; empty: the resource has none
};

SummaryLine summary_line(const json::Tree& tree, json::NodeId resource);

} // namespace renkei::mhd
