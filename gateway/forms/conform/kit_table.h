// The tables of the kit: a head line, then a line for each row, its cells separated by tabs.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace renkei::conform {

struct KitTableRow {
    diag::Where where{};
    std::vector<std::string> cells{};
};

// The rows below the head. Refuses a table with a row that does not have `columns` cells.
diag::Result<std::vector<KitTableRow>> read_kit_table(const std::filesystem::path& file, std::size_t columns);

} // namespace renkei::conform
