// The codes by which a resource denies itself, as denying_statuses.tsv lists them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace renkei::mapping {

struct DenyingStatus {
    std::string_view code;
    std::string_view element; // "Encounter.status": its R4 value set has the code
};

std::string_view denying_statuses_table(); // the text of the file
std::vector<DenyingStatus> read_denying_statuses(std::string_view table);
std::span<const DenyingStatus> denying_statuses(); // read once

} // namespace renkei::mapping
