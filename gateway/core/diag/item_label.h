// What stands before the words of a finding about an item of a form.
#pragma once

#include <string>
#include <string_view>

namespace renkei::diag {

// "生年月日 (birth_date): ", "birth_date: " of an item without a printed name; empty: about no item.
std::string item_label(std::string_view name, std::string_view item);

} // namespace renkei::diag
