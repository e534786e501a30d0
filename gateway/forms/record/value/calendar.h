// Canonical dates and times: validity and order.
#pragma once

#include "gateway/forms/form/form.h"

#include <string_view>

namespace renkei::record {

// Is it canonical text of a date, month, time or datetime item? Of other types: true.
bool is_on_calendar(const form::Item& item, std::string_view text);

// Is the first surely later? As far as both go: 2024-05 and 2024-05-03 are not apart.
bool is_later(std::string_view first, std::string_view second);

} // namespace renkei::record
