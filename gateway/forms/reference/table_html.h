// A table of a form as HTML.
#pragma once

#include "gateway/forms/publish/table.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::reference {

// Without the columns that are empty in every row. With `chosen`, only the columns of these ids, in this
// order.
std::string table_html(const publish::Table& table, const std::vector<std::string_view>& chosen = {});

// The head line of a table whose body follows.
std::string head_html(const std::vector<std::string>& columns);

} // namespace renkei::reference
