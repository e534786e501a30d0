#include "gateway/forms/mapping/denying_statuses.h"

namespace renkei::mapping {
namespace {

// The part before the mark; `text` keeps what is behind it.
std::string_view take_until(std::string_view& text, char mark) {
    const std::size_t end = text.find(mark);
    const std::string_view out = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return out;
}

} // namespace

std::vector<DenyingStatus> read_denying_statuses(std::string_view table) {
    std::vector<DenyingStatus> out;
    while (!table.empty()) {
        std::string_view line = take_until(table, '\n');
        if (!line.empty() && !line.starts_with('#')) {
            const std::string_view code = take_until(line, '\t');
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
