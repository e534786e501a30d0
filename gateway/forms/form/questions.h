// The items of a form as questions, in the order of the ministry's table.
#pragma once

#include "gateway/forms/form/tables.h"

#include <vector>

namespace renkei::form {

struct Question {
    ItemId item;   // none: the rows of a group
    GroupId group; // of the item, or the one that repeats
};

// What a row of the group asks; what the mapping language itself adds is no question. A set of codes is one
// group below the row, whose items are the answer.
std::vector<Question> questions_in(const Tables& tables, GroupId above);

} // namespace renkei::form
