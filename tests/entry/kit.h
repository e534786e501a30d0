// What a browser would send of a page: its boxes with what stands in them.
#pragma once

#include "gateway/forms/entry/fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::entry {

Fields sent_by(std::string_view page); // the controls of its form that have a value to send, in their order

// The name of each box as often as it stands there: choices of one box are one.
std::vector<std::string> boxes_on(std::string_view page);

// Whether a user could type it in: a box of this name stands on the page, and a choice has it.
bool could_type(std::string_view page, std::string_view box, std::string_view value);

} // namespace renkei::entry
