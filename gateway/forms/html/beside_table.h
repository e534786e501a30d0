// Boxes whose names differ only in how they begin (今回 and 前回, 短期 and 長期), side by side.
#pragma once

#include "gateway/forms/html/section_items.h"

#include <string>

namespace renkei::html {

struct BesideTable {
    std::string html; // empty: no box says anything
    bool has_restricted = false;
};

// Those lines of `table` that stand in the section. Columns behind the last
// in which something stands are left out; there are two at least.
BesideTable beside_table(const Answers& answers, const SectionItems& items, const mapping::PageTable& table);

} // namespace renkei::html
