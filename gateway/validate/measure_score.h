// The score of a group in a measure report.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

// One of the codes that say how a measure scores.
bool is_scoring(std::string_view code);

// group: of the report; type: of the report; scoring: of its measure, empty: not known
void check_score(Check& check, json::NodeId group, std::string_view type, std::string_view scoring);

} // namespace renkei::validate
