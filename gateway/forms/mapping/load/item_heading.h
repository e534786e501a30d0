// The headings of items.yaml: comments that name the sections of the paper form, each above its items.
#pragma once

#include "gateway/core/diag/finding.h"

#include <map>
#include <string>
#include <vector>

namespace renkei::mapping {

class ItemHeadings {
public:
    // The nearest comment above the place of an item at its depth; empty: there is none.
    std::string above(const diag::Where& item);

private:
    const std::vector<std::string>& lines_of(const std::string& file);

    std::map<std::string, std::vector<std::string>> lines_; // by file
};

} // namespace renkei::mapping
