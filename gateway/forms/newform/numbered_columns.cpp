#include "gateway/forms/newform/numbered_columns.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace renkei::newform {
namespace {

// How the tables write the number of the first row.
constexpr std::array<std::string_view, 3> ones{"1", "１", "①"};

bool is_digit_at(std::string_view text, std::size_t at) {
    return at < text.size() && base::is_digit(text[at]);
}

} // namespace

NumberedName split_at_number(std::string_view name) {
    for (const std::string_view one : ones) {
        std::size_t at = name.find(one);
        while (at != std::string_view::npos &&
               (is_digit_at(name, at + one.size()) || (at > 0 && is_digit_at(name, at - 1)))) {
            at = name.find(one, at + one.size()); // part of another number
        }
        if (at == std::string_view::npos) {
            continue;
        }
        const std::string_view behind = name.substr(at + one.size());
        const std::size_t space = behind.find(' '); // "1回目 聞き取り日": the counter belongs to the number
        return {std::string(text::trim(name.substr(0, at))),
                std::string(text::trim(space == std::string_view::npos ? behind : behind.substr(space)))};
    }
    return {std::string(name), {}};
}

std::string NumberedGroup::name_of(const TableItem& item) const {
    const NumberedName parts = split_at_number(item.name);
    if (parts.behind.empty()) {
        return parts.before;
    }
    return parts.before.empty() || parts.before == name ? parts.behind : parts.before + " " + parts.behind;
}

std::string local_id(const TableItem& item) {
    const std::string prefix = fmt::format("{}_{}_", item.group, item.place);
    return item.id.starts_with(prefix) ? item.id.substr(prefix.size()) : std::string();
}

const std::string& head_of(const TableItem& item) { return item.head.empty() ? item.listed : item.head; }

std::string head_pattern(const std::vector<std::string>& names) {
    struct Hole {
        std::string_view first; // the number of the first row
        std::string_view hole;
    };
    for (const auto& [first, hole] : {Hole{"01", "<row:2>"}, Hole{"1", "<row>"}}) {
        for (std::size_t at = names.front().find(first); at != std::string::npos;
             at = names.front().find(first, at + 1)) {
            const std::string before = names.front().substr(0, at);
            const std::string behind = names.front().substr(at + first.size());
            bool fits = true;
            for (std::size_t row = 0; row < names.size(); ++row) {
                fits &= names[row] == fmt::format("{}{:0{}}{}", before, row + 1, first.size(), behind);
            }
            if (fits) {
                return before + std::string(hole) + behind;
            }
        }
    }
    return {};
}

std::vector<NumberedGroup> numbered_groups(const ItemTable& table) {
    std::vector<NumberedGroup> out;
    std::map<std::string, unsigned> first_rows;            // "group.local" → column in row 1
    std::map<std::string, std::vector<std::string>> heads; // … → names of its columns
    for (const TableItem& item : table.items) {
        if (item.group.empty()) {
            continue;
        }
        auto group = std::ranges::find(out, item.group, &NumberedGroup::id);
        if (group == out.end()) {
            group = out.insert(out.end(), {.id = item.group, .name = {}});
        }
        const std::string local = local_id(item);
        const std::string key = item.group + "." + local;
        heads[key].push_back(head_of(item));
        if (item.place == 1) {
            const bool is_first = group->first == 0;
            group->name = is_first ? split_at_number(item.name).before : group->name;
            group->first = is_first ? item.column : group->first;
            group->rows = item.rows;
            first_rows[key] = item.column;
        } else if (item.place == 2 && group->stride == 0) {
            group->stride = item.column - group->first;
        }
        const auto first = first_rows.find(key);
        group->is_regular &= !local.empty() && first != first_rows.end() &&
                             item.column == first->second + (item.place - 1) * group->stride;
    }
    for (const auto& [key, names] : heads) {
        const auto group = std::ranges::find(out, key.substr(0, key.find('.')), &NumberedGroup::id);
        group->is_regular &= !head_pattern(names).empty();
    }
    std::erase_if(out, [](const NumberedGroup& each) { return !each.is_regular || each.stride == 0; });
    return out;
}

} // namespace renkei::newform
