#include "gateway/forms/html/side_by_side.h"

#include "gateway/core/text/words.h"
#include "generated/messages/beside.h"

#include <algorithm>

namespace renkei::html {
namespace {

constexpr std::size_t most_places = 2;

std::vector<std::string> parts_of(std::string_view text, char separator) {
    std::vector<std::string> out;
    while (!text.empty()) {
        out.emplace_back(text::next_part(text, separator));
    }
    return out;
}

// "a=b"; "a" alone stands for itself.
ItemPair pair_of(std::string_view text) {
    const std::string_view first = text::next_part(text, '=');
    return {std::string(first), std::string(text.empty() ? first : text)};
}

diag::Result<SideBySide> read_row(std::string_view line, std::size_t number) {
    constexpr std::size_t columns = 16;
    const std::vector<std::string> cells = parts_of(line, '\t');
    if (cells.size() != columns || std::ranges::any_of(cells, &std::string::empty)) {
        return diag::fail(diag::message::side_by_side_wrong, {},
                          {std::to_string(number), std::to_string(columns), std::to_string(cells.size())});
    }
    SideBySide out{.title = cells[0],
                   .forms = {cells[1], cells[3]},
                   .names = {cells[2], cells[4]},
                   .month = cells[6],
                   .day = cells[7],
                   .count = cells[8],
                   .same = parts_of(cells[9], ','),
                   .office = cells[11],
                   .office_of_document = pair_of(cells[12]),
                   .code = cells[13],
                   .kind_of_document = pair_of(cells[14]),
                   .not_compared = cells[15]};
    for (const std::string& pair : parts_of(cells[5], ',')) {
        out.pairs.push_back(pair_of(pair));
    }
    for (const std::string& items : parts_of(cells[10], ',')) {
        out.shown.push_back(parts_of(items, '+'));
    }
    return out;
}

} // namespace

std::size_t SideBySide::place_of(std::string_view form) const {
    const auto* const found = std::ranges::find(forms, form);
    return found == forms.end() ? most_places : static_cast<std::size_t>(found - forms.begin());
}

std::string_view SideBySide::own_item(std::size_t place, std::string_view there) const {
    const auto found = std::ranges::find_if(
        pairs, [&](const ItemPair& pair) { return (place == 0 ? pair.second : pair.first) == there; });
    return found == pairs.end() ? there : place == 0 ? found->first : found->second;
}

diag::Result<std::vector<SideBySide>> read_side_by_side(std::string_view table) {
    std::vector<SideBySide> out;
    for (std::size_t number = 1; !table.empty(); ++number) {
        const std::string_view line = text::next_part(table, '\n');
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        TRY(SideBySide row, read_row(line, number));
        out.push_back(std::move(row));
    }
    return out;
}

} // namespace renkei::html
