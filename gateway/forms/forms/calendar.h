// Canonical dates and times: validity, order, and the age of a person on a day.
#pragma once

#include "gateway/forms/forms/form.h"

#include <optional>
#include <string_view>

namespace renkei::forms {

// Is it canonical text of a date, month, time or datetime item? Of other types: true.
bool is_on_calendar(const Item& item, std::string_view text);

// Full years from a birth date to a day (date or datetime); a person born on 29 February is a year older from
// 1 March on in other years. No value unless both are whole dates.
std::optional<int> age_on(std::string_view birth, std::string_view day);

// Is the first surely later? As far as both go: 2024-05 and 2024-05-03 are not apart.
bool is_later(std::string_view first, std::string_view second);

} // namespace renkei::forms
