#include "gateway/forms/newform/item_table.h"

#include "gateway/core/text/words.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace renkei::newform {
namespace {

constexpr const char* line_title = "\n"; // of a row's place in the file: no title of a table can be this

std::vector<std::string> split(std::string_view line, char at) {
    std::vector<std::string> out;
    for (;;) {
        const std::size_t end = line.find(at);
        out.emplace_back(line.substr(0, end));
        if (end == std::string_view::npos) {
            return out;
        }
        line.remove_prefix(end + 1);
    }
}

unsigned number(std::string_view text) {
    unsigned out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

// How the table's types are written in a mapping.
struct TypeName {
    std::string_view table;
    std::string_view mapping;
    bool has_length;
    bool has_list;
};
constexpr std::array<TypeName, 11> table_types{{{"string", "text", true, false},
                                                {"text", "text", true, false},
                                                {"integer", "int", true, false},
                                                {"decimal", "dec", false, false},
                                                {"boolean", "flag", false, false},
                                                {"code", "code", false, true},
                                                {"codes", "codes", false, true},
                                                {"date", "date", false, false},
                                                {"datetime", "datetime", false, false},
                                                {"time", "time", false, false},
                                                {"yearmonth", "month", false, false}}};

// fmt= of the table that is a type here, not a format.
struct FormatType {
    std::string_view format;
    std::string_view mapping;
};
constexpr std::array<FormatType, 4> format_types{
    {{"HHMM", "time"}, {"99.9", "dec"}, {"99.99", "dec"}, {"999.9", "dec"}}};

std::string type_of(const TableRow& row, std::string_view format) {
    const auto* const known =
        std::ranges::find(table_types, std::string_view(row.at("type")), &TypeName::table);
    if (known == table_types.end()) {
        return {};
    }
    if (!format.empty()) {
        const auto* const type = std::ranges::find(format_types, format, &FormatType::format);
        return type != format_types.end() ? std::string(type->mapping) : fmt::format("token({})", format);
    }
    if (known->has_list) {
        return fmt::format("{}({})", known->mapping, row.at("code_system"));
    }
    const std::string& length = row.at("max_len");
    return known->has_length && !length.empty() ? fmt::format("{}({})", known->mapping, length)
                                                : std::string(known->mapping);
}

// "medicine[2]/10"
void read_repeat(std::string_view text, TableItem& item) {
    const std::size_t open = text.find('[');
    const std::size_t close = text.find("]/");
    if (open == std::string_view::npos || close == std::string_view::npos) {
        return;
    }
    item.group = text.substr(0, open);
    item.place = number(text.substr(open + 1, close - open - 1));
    item.rows = number(text.substr(close + 2));
}

// The tokens in a note that a program can read; returns the value of fmt=.
std::string read_note(const std::string& note, TableItem& item) {
    std::string format;
    for (const std::string& part : split(note, ';')) {
        const std::string_view token = text::trim(part);
        const std::size_t equals = token.find('=');
        const std::string_view key = token.substr(0, equals);
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : token.substr(equals + 1);
        const std::string_view word = value.substr(0, value.find(' '));
        format = key == "fmt" ? std::string(word) : format;
        item.literal = key == "literal" || key == "const" ? std::string(word) : item.literal;
        item.check = key == "check" ? std::string(word.substr(0, word.find('.'))) : item.check;
        item.none = key == "allow" ? std::string(word) : item.none;
        item.min = key == "min" ? std::string(word) : item.min;
        item.max = key == "max" ? std::string(word) : item.max;
        item.plausible = key == "plausible" ? std::string(word) : item.plausible;
        item.pattern = key == "pattern" && word.starts_with('^') && word.ends_with('$')
                           ? std::string(word.substr(1, word.size() - 2))
                           : item.pattern;
        item.is_sensitive |= token == "sensitive";
        if (token.starts_with(">= ") || token.starts_with("<= ")) {
            const std::string_view other = text::trim(token.substr(3));
            item.orders.push_back(
                {.other = std::string(other.substr(0, other.find(' '))), .is_after = token.front() == '>'});
        }
        item.level = key == "level" ? std::string(word) : item.level;
        item.is_key |= token == "key";
        item.head = key == "head" ? std::string(word) : item.head;
        if (key == "file") {
            item.name_part = number(word);
            item.name_empty = word.find('|') == std::string_view::npos ? "" : word.substr(word.find('|') + 1);
        }
        if (key == "rep") {
            read_repeat(word, item);
        }
    }
    return format;
}

// "visits[].staff[].name": its arrays, and the id without brackets.
void read_path(const std::string& path, TableItem& item) {
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path.compare(i, 2, "[]") == 0) {
            item.arrays.push_back(item.id);
            ++i;
        } else {
            item.id += path[i];
        }
    }
}

std::string known_types() {
    std::vector<std::string_view> out;
    for (const TypeName& type : table_types) {
        out.push_back(type.table);
    }
    return fmt::format("{}", fmt::join(out, " "));
}

TableItem table_item(const TableRow& row, bool is_json) {
    TableItem out;
    out.line = static_cast<std::uint32_t>(number(row.at(line_title)));
    const std::string format = read_note(row.at("note"), out);
    if (is_json) {
        read_path(row.at("path"), out);
    } else {
        out.id = row.at("id");
        out.listed = out.id;
        out.column = number(row.at("no"));
    }
    out.section = row.at("group_ja");
    out.name = row.at("item_ja");
    out.type = type_of(row, format);
    out.is_codes = row.at("type") == "codes";
    out.list = out.type.starts_with("code") ? row.at("code_system") : "";
    out.is_required = row.at("card") == "1..1" && out.none.empty();
    out.is_extension = row.at("ext") == "Y";
    const auto from = row.find("provenance");
    out.from = from == row.end() ? "" : from->second;
    return out;
}

bool can_be_compared(const TableItem& item, const TableItem& other) {
    constexpr std::array<std::string_view, 6> ordered{"date", "datetime", "month", "time", "int", "dec"};
    const auto kind = [](const TableItem& each) {
        return std::string_view(each.type).substr(0, each.type.find('('));
    };
    const bool is_in_row = other.group.empty() || (other.group == item.group && other.place == item.place);
    const bool is_in_array = other.arrays.size() <= item.arrays.size() &&
                             std::equal(other.arrays.begin(), other.arrays.end(), item.arrays.begin());
    return is_in_row && is_in_array && kind(item) == kind(other) &&
           std::ranges::find(ordered, kind(item)) != ordered.end();
}

// "need_no" in the level need → "need.no", "service" → "need.service".
std::string id_in_level(const TableItem& item) {
    const std::string name = item.level.substr(item.level.rfind('.') + 1) + "_";
    const bool begins = item.listed.starts_with(name) && item.listed.size() > name.size();
    return item.level + "." + (begins ? item.listed.substr(name.size()) : item.listed);
}

// Ids of items on levels begin with the level; notes name items as the table does.
void put_on_levels(ItemTable& table) {
    std::map<std::string, std::string> ids;
    std::set<std::string> taken;
    std::set<std::string> levels;
    for (TableItem& item : table.items) {
        if (!item.level.empty()) {
            levels.insert(item.level);
            item.id = id_in_level(item);
            item.id = taken.contains(item.id) ? item.level + "." + item.listed : item.id;
        }
        taken.insert(item.id);
        ids.emplace(item.listed, item.id);
    }
    for (TableItem& item : table.items) {
        for (std::size_t end = item.level.find('.'); !item.level.empty();
             end = item.level.find('.', end + 1)) {
            if (const std::string level = item.level.substr(0, end); levels.contains(level)) {
                item.arrays.push_back(level);
            }
            if (end == std::string::npos) {
                break;
            }
        }
        for (TableOrder& order : item.orders) {
            const auto found = ids.find(order.other);
            order.other = found == ids.end() ? order.other : found->second;
        }
    }
}

void drop_wrong_orders(ItemTable& table, const std::string& file, diag::Report& report) {
    for (TableItem& item : table.items) {
        std::erase_if(item.orders, [&](const TableOrder& order) {
            const auto other = std::ranges::find(table.items, order.other, &TableItem::id);
            const bool is_wrong = other == table.items.end() || !can_be_compared(item, *other);
            if (is_wrong) {
                report.add(message::table_order_wrong, {.file = file, .line = item.line, .column = 1},
                           {item.id, order.other});
            }
            return is_wrong;
        });
    }
}

} // namespace

diag::Result<std::vector<TableRow>> read_table(std::string_view text, const std::string& file,
                                               const std::vector<std::string>& needed) {
    std::vector<std::string> titles;
    std::vector<TableRow> out;
    unsigned line_number = 0;
    for (const std::string& raw : split(text, '\n')) {
        ++line_number;
        const std::string_view line = std::string_view(raw).substr(0, raw.find('\r'));
        if (line.empty()) {
            continue;
        }
        const std::vector<std::string> cells = split(line, '\t');
        if (titles.empty()) {
            titles = cells;
            const bool is_whole = std::ranges::all_of(needed, [&](const std::string& title) {
                return std::ranges::find(titles, title) != titles.end();
            });
            if (!is_whole) {
                return diag::fail(
                    message::table_wrong, {.file = file, .line = 1, .column = 1},
                    {fmt::format("{}", fmt::join(needed, " ")), fmt::format("{}", fmt::join(titles, " "))});
            }
            continue;
        }
        TableRow row;
        for (std::size_t i = 0; i < titles.size(); ++i) {
            row[titles[i]] = i < cells.size() ? cells[i] : "";
        }
        row[line_title] = std::to_string(line_number);
        out.push_back(std::move(row));
    }
    return out;
}

diag::Result<ItemTable> read_item_table(std::string_view text, const std::string& file,
                                        diag::Report& report) {
    ItemTable out;
    out.is_json = text.starts_with("path\t");
    const std::vector<std::string> needed{out.is_json ? "path" : "no",
                                          "id",
                                          "group_ja",
                                          "item_ja",
                                          "type",
                                          "max_len",
                                          "card",
                                          "code_system",
                                          "ext",
                                          "note"};
    TRY(const std::vector<TableRow> rows, read_table(text, file, needed));
    for (const TableRow& row : rows) {
        const TableItem& item = out.items.emplace_back(table_item(row, out.is_json));
        if (item.type.empty()) {
            report.add(message::table_type_unknown, {.file = file, .line = item.line, .column = 1},
                       {item.id, row.at("type"), known_types()});
        }
    }
    if (!out.is_json) {
        put_on_levels(out);
    }
    drop_wrong_orders(out, file, report);
    return out;
}

} // namespace renkei::newform
