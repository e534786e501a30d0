// What a code of a form says to people, and how an item's text is written.
#pragma once

#include "gateway/forms/form/form.h"

#include <string_view>

namespace renkei::form {

// Null: the list does not have the code, or `list` is none.
const CodeRow* row_of_code(const Form& form, ListId list, std::string_view code);

// The text of the code; the code itself if the list does not have it, or if `list` is none.
std::string_view text_of_code(const Form& form, ListId list, std::string_view code);

// Does the code say why there is no value, as 不明 does?
bool means_no_value(const Form& form, const Item& item, std::string_view code);

// 訪問介護 of the service code 111111: what the code means with which a text of the item begins; empty: its
// format names no list, or the list has no such code.
std::string_view words_of_beginning(const Form& form, const Item& item, std::string_view text);

const Format* format_of(const Form& form, const Item& item); // null: it has none

} // namespace renkei::form
