// Example values: texts that keep the rules of one item.
#pragma once

#include "gateway/forms/record/value/record.h"

#include <string>
#include <string_view>

namespace renkei::newform {

// A text that the pattern (RE2: classes, groups, alternatives, counts) accepts: of everything the first and
// shortest.
std::string text_of_pattern(std::string_view pattern);

enum class Filled : std::uint8_t { everything, what_must_be };

// Items filled once, and one row in every group; or only what must be there.
void fill_with_examples(record::Record& record, Filled filled = Filled::everything);

} // namespace renkei::newform
