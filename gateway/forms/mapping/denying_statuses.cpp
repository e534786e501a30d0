#include "gateway/forms/mapping/denying_statuses.h"

#include "gateway/core/text/words.h"

namespace renkei::mapping {
std::vector<DenyingStatus> read_denying_statuses(std::string_view table) {
    std::vector<DenyingStatus> out;
    while (!table.empty()) {
        std::string_view line = text::next_part(table, '\n');
        if (!line.empty() && !line.starts_with('#')) {
            const std::string_view code = text::next_part(line, '\t');
            out.push_back({code, line});
        }
    }
    return out;
}

std::span<const DenyingStatus> denying_statuses() {
    static const std::vector<DenyingStatus> all = read_denying_statuses(denying_statuses_table());
    return all;
}

} // namespace renkei::mapping
