// A filter of a value set: which concepts of a code system it lets through.
#pragma once

#include "gateway/fhir/terminology/code_table.h"

#include <optional>
#include <string_view>
#include <vector>

namespace renkei::terminology {

struct Filter {
    std::string_view property;
    std::string_view op;
    std::string_view value;
};

// One bit per row; nothing: the filter is not supported (unknown property or operator, bad value, a regular
// expression that RE2 refuses).
std::optional<std::vector<bool>> rows_of(const CodeTable& table, const Filter& filter);

} // namespace renkei::terminology
