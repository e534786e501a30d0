// Tables as a workbook (ECMA-376, .xlsx). Every cell is text in place ("inlineStr"), so that nothing of
// others is ever a formula. The same sheets give the same bytes.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace renkei::publish {

struct Sheet {
    std::string name;
    bool has_head = false; // the first row names the columns
    std::vector<std::vector<std::string>> rows{};
};

std::string write_workbook(std::span<const Sheet> sheets);

} // namespace renkei::publish
