#include "gateway/forms/mapping/load/macro.h"

#include "gateway/forms/mapping/load/answers.h"
#include "gateway/forms/mapping/load/edit_yaml.h"
#include "gateway/forms/mapping/load/item_code.h"
#include "generated/messages/mapping.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

using Cells = std::map<std::string, std::string, std::less<>>;

// Calls found(name) for every <name> in the text.
template <class Found>
void placeholders(std::string_view text, const Found& found) {
    for (std::size_t open = text.find('<'); open != std::string_view::npos; open = text.find('<', open + 1)) {
        const std::size_t close = text.find('>', open);
        if (close != std::string_view::npos) {
            found(open, close, text.substr(open + 1, close - open - 1));
        }
    }
}

std::string replaced(std::string_view text, const Cells& cells) {
    std::string out;
    std::size_t done = 0;
    placeholders(text, [&](std::size_t open, std::size_t close, std::string_view name) {
        const auto cell = cells.find(name);
        if (cell != cells.end() && open >= done) {
            out += text.substr(done, open - done);
            out += cell->second;
            done = close + 1;
        }
    });
    return out.append(text.substr(done));
}

bool names_empty_cell(std::string_view text, const Cells& cells) {
    bool found = false;
    placeholders(text, [&](std::size_t, std::size_t, std::string_view name) {
        const auto cell = cells.find(name);
        found |= cell != cells.end() && cell->second == "-";
    });
    return found;
}

bool keeps_hole(const yaml::Node& node) {
    if (node.kind == yaml::NodeKind::scalar) {
        return hole_text(node).has_value() || is_reference(node);
    }
    return std::ranges::any_of(node.children, keeps_hole);
}

enum class Elements : std::uint8_t { stay, go_without_home };

// Removes the children that `gone` refuses. False: an object lost a field and has no hole and no item code
// left.
template <class Gone>
bool strip(yaml::Node& node, const Gone& gone, Elements elements = Elements::stay) {
    bool lost = false;
    for (std::size_t i = 0; i < node.children.size();) {
        yaml::Node& child = node.children[i];
        const bool structural =
            node.kind == yaml::NodeKind::map && (node.keys[i] == "table" || node.keys[i] == "rows");
        const bool had_home =
            elements == Elements::go_without_home && node.kind == yaml::NodeKind::list && has_home(child);
        const bool goes =
            !structural &&
            ((child.kind == yaml::NodeKind::scalar ? gone(child) : !strip(child, gone, elements)) ||
             (had_home && !has_home(child)));
        if (!goes) {
            ++i;
            continue;
        }
        lost = true;
        node.children.erase(node.children.begin() + static_cast<std::ptrdiff_t>(i));
        if (node.kind == yaml::NodeKind::map) {
            node.keys.erase(node.keys.begin() + static_cast<std::ptrdiff_t>(i));
            node.key_lines.erase(node.key_lines.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    return !lost || keeps_hole(node) || names_item_code(node) ||
           (node.kind == yaml::NodeKind::list && !node.children.empty());
}

// The cells an inner table does not define itself.
Cells outer_cells(const yaml::Node& node, Cells cells) {
    if (node.kind != yaml::NodeKind::map || node.get("table") == nullptr) {
        return cells;
    }
    for (const yaml::Node& column : node.get("table")->children) {
        cells.erase(column.text);
        if (column.text == "id") {
            cells.erase("name");
        }
    }
    return cells;
}

void substitute(yaml::Node& node, const Cells& all) {
    const Cells cells = outer_cells(node, all);
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (node.kind == yaml::NodeKind::map) {
            node.keys[i] = replaced(node.keys[i], cells);
        }
        const bool inner_rows = node.kind == yaml::NodeKind::map && node.keys[i] == "rows";
        substitute(node.children[i], inner_rows ? all : cells);
    }
    if (node.kind == yaml::NodeKind::scalar) {
        node.text = replaced(node.text, cells);
    }
}

// Printed name of the item or group in column `id`.
void add_name(Cells& cells, const form::Tables& tables) {
    const auto id = cells.find("id");
    if (id == cells.end() || cells.contains("name")) {
        return;
    }
    const auto item = tables.item_by_id.find(id->second);
    if (item != tables.item_by_id.end()) {
        cells["name"] = tables.item_names[item->second];
    }
}

yaml::Node without_table(const yaml::Node& node) {
    yaml::Node out = node;
    take(out, "table");
    take(out, "rows");
    return out;
}

} // namespace

std::vector<yaml::Node> expand(const yaml::Node& node, const form::Tables& tables, diag::Report& report) {
    if (const yaml::Node* answers = node.get("answers")) {
        return answers_of_items(*answers, tables, report);
    }
    const yaml::Node* table = node.kind == yaml::NodeKind::map ? node.get("table") : nullptr;
    if (table == nullptr) {
        return {node};
    }
    const yaml::Node* rows = node.get("rows");
    std::vector<yaml::Node> out;
    if (rows == nullptr) {
        report.add(message::table_without_rows, table->where());
        return out;
    }
    const yaml::Node body = without_table(node);
    for (const yaml::Node& row : rows->children) {
        if (row.children.size() != table->children.size()) {
            report.add(message::table_cells, row.where(),
                       {std::to_string(row.children.size()), std::to_string(table->children.size())});
            continue;
        }
        Cells cells;
        for (std::size_t i = 0; i < row.children.size(); ++i) {
            cells[table->children[i].text] = row.children[i].text;
        }
        add_name(cells, tables);
        yaml::Node copy = body;
        if (strip(copy, [&](const yaml::Node& scalar) { return names_empty_cell(scalar.text, cells); })) {
            substitute(copy, cells);
            copy.line = row.line; // errors point at the row, not at the macro
            copy.column = row.column;
            out.push_back(std::move(copy));
        }
    }
    return out;
}

bool strip_without(yaml::Node& node, const form::Tables& tables, const ViewNames& lost_views) {
    const auto is_without = [&](const yaml::Node& scalar) {
        const auto hole = hole_text(scalar);
        if (hole && hole->parts.empty()) {
            return lost_views.contains(hole->view);
        }
        return hole && std::ranges::any_of(hole->parts, [&](const HoleText::Part& part) {
                   return tables.without.contains(part.item);
               });
    };
    return strip(node, is_without, Elements::go_without_home);
}

std::optional<HoleText> hole_text(const yaml::Node& scalar) {
    const std::string& text = scalar.text;
    if (scalar.kind != yaml::NodeKind::scalar || !scalar.plain || text.size() < 2 ||
        (text[0] != '$' && text[0] != '~')) {
        return std::nullopt;
    }
    HoleText out;
    const std::size_t bar = text.find('|');
    out.view = bar == std::string::npos ? "" : text.substr(bar + 1);
    const std::string_view holes = std::string_view(text).substr(0, bar);
    bool derived = false;
    for (std::size_t at = bar == 1 && text[0] == '~' ? 2 : 0; at <= holes.size();) {
        const std::size_t plus = std::min(holes.find('+', at), holes.size());
        std::string_view part = holes.substr(at, plus - at);
        if (part.starts_with('$') || part.starts_with('~')) {
            derived = part[0] == '~';
            part.remove_prefix(1);
        }
        out.parts.push_back({std::string(part), derived});
        at = plus + 1;
    }
    return out;
}

bool has_home(const yaml::Node& node) {
    if (node.kind == yaml::NodeKind::scalar) {
        return node.plain && (node.text.starts_with("$") || node.text.starts_with("=>"));
    }
    return std::ranges::any_of(node.children, has_home);
}

bool is_reference(const yaml::Node& scalar) {
    return scalar.kind == yaml::NodeKind::scalar && scalar.plain &&
           (scalar.text.starts_with("->") || scalar.text.starts_with("=>"));
}

} // namespace renkei::mapping
