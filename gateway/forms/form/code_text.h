// What a code of a form says to people.
#pragma once

#include "gateway/forms/form/form.h"

#include <string_view>

namespace renkei::form {

// Its text; the code itself if the list (none: no list) does not have it.
std::string_view text_of_code(const Form& form, ListId list, std::string_view code);

// 不明: a code of the item's list that says why there is no value.
bool means_no_value(const Form& form, const Item& item, std::string_view code);

} // namespace renkei::form
