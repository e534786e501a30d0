// Printed names without what stands before them already.
#pragma once

#include <string_view>
#include <vector>

namespace renkei::mapping {

struct Separated {
    std::string_view rest;
    bool found = false;
};

// "食事制限の内容" behind "食事制限" is 内容. Without a separator the name is left whole.
Separated name_behind(std::string_view name, std::string_view begin);
// What all of the names begin with, up to a whole character and without a bracket that it would open.
std::string_view common_begin(const std::vector<std::string_view>& names);
// Before the first colon: 医療処置 of 医療処置：点滴.
std::string_view head_of(std::string_view name);

} // namespace renkei::mapping
