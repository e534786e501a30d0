#include "gateway/forms/entry/fields.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace renkei::entry {
namespace {

// "f.visits[" → its rows by their numbers, and the numbers that they get.
using Rows = std::map<std::string, std::map<std::size_t, std::size_t>, std::less<>>;

// Calls `see` with each row of the name: what stands before its number, and the number. False ends it, and is
// the answer.
template <class See>
bool each_row(std::string_view name, const See& see) {
    for (std::size_t open = name.find('['); open != std::string_view::npos; open = name.find('[', open + 1)) {
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(name.data() + open + 1, name.data() + name.size(), index);
        if (error == std::errc() &&
            !see(name.substr(0, open + 1), index, static_cast<std::size_t>(end - name.data()))) {
            return false;
        }
    }
    return true;
}

bool names_box(const Fields::value_type& field, std::string_view reasons) {
    return !reasons.empty() && field.first.starts_with(reasons) && field.first.ends_with("].item") &&
           field.second.starts_with(box_prefix);
}

// With the rows as they are now; nothing: a row of it is not there any more.
std::optional<std::string> renamed(std::string_view name, const Rows& rows) {
    std::string out;
    std::size_t from = 0;
    const bool stays = each_row(name, [&](std::string_view before, std::size_t index, std::size_t end) {
        const auto group = rows.find(before);
        const bool is_there = group != rows.end() && group->second.contains(index);
        if (is_there) {
            out.append(name.substr(from, before.size() - from));
            out += std::to_string(group->second.at(index));
            from = end;
        }
        return is_there;
    });
    return stays ? std::optional(out.append(name.substr(from))) : std::nullopt;
}

template <class Counts>
Fields with_rows(Fields fields, std::string_view reasons, const Counts& counts) {
    Rows rows;
    const auto count = [&](std::string_view name) {
        each_row(name, [&](std::string_view before, std::size_t index, std::size_t) {
            rows.try_emplace(std::string(before)).first->second.emplace(index, 0);
            return true;
        });
    };
    for (const auto& field : fields) {
        if (field.first.starts_with(box_prefix) && counts(field.second)) {
            count(field.first);
            if (names_box(field, reasons)) { // why there is no value is something that the row says
                count(field.second);
            }
        }
    }
    for (auto& [before, numbers] : rows) {
        std::size_t next = 0;
        for (auto& [number, given] : numbers) {
            given = next++;
        }
    }
    Fields out;
    for (auto& field : fields) {
        const bool is_reason = names_box(field, reasons);
        const std::string_view box = box_of(field.first);
        const std::optional<std::string> name =
            box.starts_with(box_prefix) ? renamed(box, rows) : std::string(box);
        if (name) {
            const std::size_t about = field.first.size() - box.size();
            out.emplace_back(field.first.substr(0, about) + *name,
                             is_reason ? renamed(field.second, rows).value_or(std::string())
                                       : std::move(field.second));
        }
    }
    return out;
}

} // namespace

std::string_view box_of(std::string_view field) {
    const bool is_about = field.starts_with(taken_over_prefix) || field.starts_with(confirmed_prefix);
    return is_about ? field.substr(taken_over_prefix.size()) : field;
}

Fields without_row(Fields fields, std::string_view row, std::string_view reasons) {
    const std::string gone = std::string(row) + ".";
    std::erase_if(fields, [&](const auto& field) { return box_of(field.first).starts_with(gone); });
    for (auto& field : fields) {
        if (names_box(field, reasons) && (field.second == row || field.second.starts_with(gone))) {
            field.second.clear(); // what it was about is gone
        }
    }
    return with_rows(std::move(fields), reasons, [](const std::string&) { return true; });
}

Fields without_empty_rows(Fields fields, std::string_view reasons) {
    return with_rows(std::move(fields), reasons, [](const std::string& value) {
        return value.find_first_not_of(" \t\r\n") != std::string::npos;
    });
}

} // namespace renkei::entry
