// How boxes and rows are named, and which there are.
#pragma once

#include "gateway/forms/entry/fields.h"
#include "gateway/forms/record/value/record.h"

#include <string>
#include <string_view>

namespace renkei::entry {

// Of an item in a row of its group; of a set of codes, in the row above the group.
std::string box_name(const form::Form& form, const record::Row& row, const form::Item& item);
std::string row_name(const form::Form& form, const record::Row& row);

// The same from the name of the row.
std::string name_in(const form::Form& form, const std::string& row, const form::Item& item);
std::string rows_in(const form::Form& form, const std::string& row, form::GroupId group);
std::string numbered(const std::string& rows, std::size_t index); // "f.visits", 1 → "f.visits[1]"
std::string step_of(const std::string& row, std::string_view step);

// "f.visits[1].staff" → "/visits/1/staff", its place in the JSON; and back
std::string pointer_of(std::string_view box);
std::string box_of_pointer(std::string_view pointer);

// Whether a page has it: not what the form itself says, what only another syntax than JSON knows, boxes that
// were left empty, and reasons, which stand apart. What the form does not know goes along in hidden fields.
bool is_asked(const form::Form& form, form::ItemId item);
bool is_asked(const form::Form& form, form::GroupId group);

} // namespace renkei::entry
