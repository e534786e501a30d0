// Example values: texts that keep the rules of one item, and a document of them that keeps those of its form.
#pragma once

#include "gateway/forms/form/form.h"
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

// With every item filled, or with what must be; empty if neither keeps the rules of the form. Without a line
// feed at the end.
std::string example_document(const form::Form& form, const form::Syntax& syntax);

} // namespace renkei::newform
