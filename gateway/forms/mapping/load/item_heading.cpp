#include "gateway/forms/mapping/load/item_heading.h"

#include "gateway/core/base/file.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

std::size_t indentation(const std::string& line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

// "# ---- 入浴" → 入浴
std::string heading_text(const std::string& line) {
    const std::size_t first = line.find_first_not_of(" #-");
    const std::size_t last = line.find_last_not_of(" -\r");
    return first == std::string::npos || last < first ? std::string() : line.substr(first, last - first + 1);
}

} // namespace

const std::vector<std::string>& ItemHeadings::lines_of(const std::string& file) {
    const auto [found, is_new] = lines_.try_emplace(file);
    const diag::Result<std::string> text =
        is_new ? base::read_file(file) : diag::Result<std::string>(std::string());
    for (std::size_t from = 0; text && from < text->size();) {
        const std::size_t end = std::min(text->find('\n', from), text->size());
        found->second.push_back(text->substr(from, end - from));
        from = end + 1;
    }
    return found->second;
}

std::string ItemHeadings::above(const diag::Where& item) {
    const std::vector<std::string>& lines = lines_of(item.file);
    if (item.line == 0 || item.line > lines.size()) {
        return {};
    }
    const std::size_t depth = indentation(lines[item.line - 1]);
    for (std::size_t i = item.line - 1; i-- > 0;) {
        const std::size_t here = indentation(lines[i]);
        const bool is_comment = here < lines[i].size() && lines[i][here] == '#';
        if (is_comment && here == depth) {
            return heading_text(lines[i]);
        }
        if (!is_comment && here < depth && here < lines[i].size()) {
            return {};
        }
    }
    return {};
}

} // namespace renkei::mapping
