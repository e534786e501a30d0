// Example values: texts that keep the rules of one item.
#pragma once

#include "gateway/forms/record/value/record.h"

#include <string>
#include <string_view>

namespace renkei::newform {

// A text that the pattern (RE2: classes, groups, alternatives, counts) accepts: of everything the first and
// shortest.
std::string text_of_pattern(std::string_view pattern);

// Every item filled once, one row in every group.
void fill_with_examples(record::Record& record);

} // namespace renkei::newform
