// The cells of a CSV syntax: from the items' own columns, or from a file of columns. Every column holds
// exactly one thing.
#include "gateway/core/text/joined.h"
#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <array>
#include <map>

namespace renkei::form {
namespace {

struct ColumnsDraft {
    struct Found {
        Cell cell;
        const yaml::Node* node;
        std::string said;
    };

    FormBuild& making;
    const Syntax& target;
    std::string id;
    std::vector<Found> found{};
    std::map<std::string, diag::Where, std::less<>> names{}; // of the header line

    void add(Cell cell, const yaml::Node& node, std::string said) {
        if (cell.column < 1 || cell.column > target.columns) {
            report_wrong(node, "1.." + std::to_string(target.columns), making.report);
            return;
        }
        found.push_back({cell, &node, std::move(said)});
    }

    // The name of an item's column in the header line: its id, or what `head:` says; of a numbered row
    // `head:` with <row>.
    void name_column(Cell& cell, const ItemDraft& draft) {
        if (target.has_header == 0) {
            return;
        }
        const yaml::Node* const head = draft.node->get("head");
        if (cell.row != no_row && head == nullptr) {
            if (cell.row == 0) {
                making.report.add(message::key_missing, draft.node->where(), {"head"});
            }
            return;
        }
        std::string name = head == nullptr ? draft.id : head->text;
        const yaml::Node& node = head == nullptr ? *draft.node : *head;
        if (cell.row != no_row && !put_row(name, cell.row + 1U)) {
            if (cell.row == 0) {
                report_wrong(node, "…<row> | …<row:2>", making.report);
            }
            return;
        }
        if (name.empty() || name.find_first_of(",\"\r\n<") != std::string::npos) {
            report_wrong(node, "name_of_column", making.report);
        }
        const auto [at, fresh] = names.try_emplace(name, node.where());
        if (!fresh) {
            report_twice(name, node.where(), at->second, making.report);
        }
        cell.head = making.tables.blob.text(name);
    }

    // Puts the cells into the tables by column and refuses gaps and overlaps.
    void finish(Syntax& syntax, const yaml::Node& whole) {
        std::ranges::stable_sort(
            found, [](const Found& a, const Found& b) { return a.cell.column < b.cell.column; });
        syntax.first_cell = static_cast<std::uint32_t>(making.tables.cells.size());
        const yaml::Node* last = &whole;
        std::uint32_t next = 1;
        for (std::size_t i = 0; i < found.size();) {
            const std::uint32_t column = found[i].cell.column;
            refuse_gap(next, column, *last);
            std::size_t end = i + 1;
            while (end < found.size() && found[end].cell.column == column) {
                ++end;
            }
            refuse_overlap(i, end);
            making.tables.cells.push_back(found[i].cell);
            last = found[i].node;
            next = column + 1;
            i = end;
        }
        refuse_gap(next, syntax.columns + 1U, *last);
        syntax.cells = static_cast<std::uint32_t>(making.tables.cells.size()) - syntax.first_cell;
    }

    // <row> becomes the number of the row, <row:2> with two digits.
    static bool put_row(std::string& name, std::uint32_t row) {
        const std::size_t at = name.find("<row");
        const std::size_t end = at == std::string::npos ? at : name.find('>', at);
        if (end == std::string::npos) {
            return false;
        }
        const std::string_view inside = std::string_view(name).substr(at + 4, end - at - 4);
        const auto digits = inside.empty()          ? std::optional<std::uint32_t>(1)
                            : inside.front() == ':' ? number_of(inside.substr(1), 1, 9)
                                                    : std::nullopt;
        if (!digits) {
            return false;
        }
        std::string number = std::to_string(row);
        number.insert(0, *digits > number.size() ? *digits - number.size() : 0, '0');
        name.replace(at, end - at + 1, number);
        return true;
    }

    void refuse_gap(std::uint32_t first, std::uint32_t end, const yaml::Node& before) {
        if (first < end) {
            const std::string columns =
                std::to_string(first) + (end - first == 1 ? "" : ".." + std::to_string(end - 1));
            making.report.add(message::column_not_one, before.where(), {columns, id, "0", "–"});
        }
    }

    void refuse_overlap(std::size_t first, std::size_t end) {
        if (end - first == 1) {
            return;
        }
        const auto overlapping = std::span(found).subspan(first, end - first);
        const std::string column = std::to_string(found[first].cell.column);
        making.report.add(
            message::column_not_one, found[end - 1].node->where(),
            {column, id, std::to_string(end - first), text::joined(overlapping, ", ", &Found::said)});
    }
};

Cell cell_of(CellKind kind, std::uint32_t column, ItemId item, std::uint16_t row = no_row) {
    Cell out{};
    out.column = static_cast<std::uint16_t>(column);
    out.kind = kind;
    out.item = item;
    out.row = row;
    return out;
}

std::string said(const FormBuild& build, ItemId item) {
    return build.tables.item_ids[item] + " " + build.tables.item_names[item];
}

// col: +n of a row in a numbered group
void add_numbered(FormBuild& build, ColumnsDraft& columns, ItemId item, const yaml::Node& col) {
    const GroupDraft& group = build.groups[build.tables.items[item].group.value];
    const auto offset = number_of(std::string_view(col.text).substr(1), 1, group.stride);
    if (!offset) {
        report_wrong(col, "+1..+" + std::to_string(group.stride), build.report);
        return;
    }
    for (std::uint32_t row = 0; row < group.rows; ++row) {
        const std::uint32_t column = group.at + row * group.stride + *offset - 1;
        if (column > end_of_numbers) {
            report_wrong(col, "< " + std::to_string(end_of_numbers), build.report);
            return;
        }
        Cell cell = cell_of(CellKind::item, column, item, static_cast<std::uint16_t>(row));
        columns.name_column(cell, build.items[item.value]);
        columns.add(cell, col, said(build, item) + " [" + std::to_string(row + 1) + "]");
    }
}

// The column of an item codes(list): one digit for each code of the list, in its order.
void add_whole_list(FormBuild& build, ColumnsDraft& columns, const Syntax& syntax, ItemId item,
                    std::uint32_t column, const yaml::Node& col) {
    const GroupId lines = group_of_lines(build, syntax.kind);
    if (build.tables.groups[build.tables.items[item].group].parent != lines) {
        report_wrong(col,
                     "codes(list) of " +
                         (lines == document_group ? "the document" : build.tables.group_ids[lines] + ".…"),
                     build.report);
    }
    Cell cell = cell_of(CellKind::set, column, item);
    cell.name = build.tables.items[item].name;
    cell.first_part = static_cast<std::uint32_t>(build.tables.cell_parts.size());
    if (const ListId list = build.tables.items[item].list; list != none) {
        cell.parts = build.tables.lists[list].rows;
        for (std::uint32_t row = 0; row < cell.parts; ++row) {
            build.tables.cell_parts.push_back(CodeRowId(row));
        }
    }
    columns.name_column(cell, build.items[item.value]);
    columns.add(cell, col, said(build, item));
}

// The cells of one column file: `columns: {"1": item, "2": {bits: […]}, …}`
struct ColumnFile {
    FormBuild& making;
    ColumnsDraft& columns;

    void add(const std::string& key, const yaml::Node& node) {
        const auto column = number_of(key, 1, end_of_numbers - 1);
        if (!column) {
            report_wrong(node, "\"1\": …, \"2\": …", making.report);
            return;
        }
        if (node.kind == yaml::NodeKind::scalar) {
            add_item(*column, node, node, no_row);
        } else {
            add_map(*column, node);
        }
    }

    struct ColumnKind {
        const KeyTable* keys; // the first key identifies the kind
        void (ColumnFile::*add)(std::uint32_t column, const yaml::Node& node);
    };

    void add_map(std::uint32_t column, const yaml::Node& node) {
        static constexpr std::array kinds{
            ColumnKind{&keys::bits, &ColumnFile::add_bits},
            ColumnKind{&keys::digits, &ColumnFile::add_digits},
            ColumnKind{&keys::set, &ColumnFile::add_set},
            ColumnKind{&keys::row, &ColumnFile::add_row},
            ColumnKind{&keys::first_of, &ColumnFile::add_first_of},
            ColumnKind{&keys::ignored, &ColumnFile::add_ignored},
        };
        const auto found = std::ranges::find_if(
            kinds, [&](const ColumnKind& kind) { return node.get(kind.keys->keys.front().name) != nullptr; });
        if (node.kind != yaml::NodeKind::map || found == kinds.end()) {
            report_wrong(node,
                         "item | {bits: …} | {digits: …} | {set: …, codes: …} | {row: …, n: …, item: …} | "
                         "{first_of: …} | {ignored: …}",
                         making.report);
            return;
        }
        has_known_keys(node, *found->keys, making.report);
        if (check_values(node, *found->keys, making.report)) {
            (this->*found->add)(column, node);
        }
    }

    // An item of the document, or of row n of its group.
    void add_item(std::uint32_t column, const yaml::Node& node, const yaml::Node& item_node,
                  std::uint16_t row) {
        const ItemId item = item_named(making, item_node);
        if (item == none) {
            columns.add(cell_of(CellKind::ignored, column, none), node, item_node.text);
            return;
        }
        if (row == no_row && making.tables.items[item].group != document_group) {
            report_wrong(item_node,
                         "{row: " + making.tables.group_ids[making.tables.items[item].group] +
                             ", n: …, item: …}",
                         making.report);
        }
        columns.add(cell_of(CellKind::item, column, item, row), node, said(making, item));
    }

    void add_row(std::uint32_t column, const yaml::Node& node) {
        const yaml::Node& group = *node.get("row");
        const yaml::Node& item = *node.get("item");
        const GroupId index = group_named(making, group);
        add_item(column, node, item, static_cast<std::uint16_t>(number_at(node, keys::row, "n").value_or(0)));
        const auto found = making.tables.item_by_id.find(item.text);
        if (index != none && found != making.tables.item_by_id.end() &&
            making.tables.items[found->second].group != index) {
            report_wrong(item, group.text + ".…", making.report);
        }
    }

    void add_parts(std::uint32_t column, const yaml::Node& node, CellKind kind, std::string_view key,
                   const std::vector<ItemType>& types) {
        Cell cell = named(cell_of(kind, column, none), node);
        cell.first_part = static_cast<std::uint32_t>(making.tables.cell_parts.size());
        for (const yaml::Node* part : texts_at(node, key)) {
            const ItemId item = item_named(making, *part);
            if (item == none) {
                continue;
            }
            const Item& row = making.tables.items[item];
            const bool fits = types.empty() || std::ranges::find(types, row.type) != types.end();
            if (!fits || row.group != document_group) {
                report_wrong(*part, fits ? "item of the document" : std::string(type_name(types.front())),
                             making.report);
            }
            making.tables.cell_parts.push_back(item);
        }
        cell.parts = static_cast<std::uint32_t>(making.tables.cell_parts.size()) - cell.first_part;
        columns.add(cell, node, std::string(key));
    }

    void add_bits(std::uint32_t column, const yaml::Node& node) {
        add_parts(column, node, CellKind::bits, "bits", {ItemType::flag});
    }
    void add_digits(std::uint32_t column, const yaml::Node& node) {
        add_parts(column, node, CellKind::digits, "digits", {ItemType::code});
    }
    void add_first_of(std::uint32_t column, const yaml::Node& node) {
        add_parts(column, node, CellKind::first_of, "first_of", {});
    }

    void add_set(std::uint32_t column, const yaml::Node& node) {
        const yaml::Node& group = *node.get("set");
        const ItemId item = item_named(making, group);
        if (item == none || making.tables.items[item].type != ItemType::codes) {
            if (item != none) {
                report_wrong(group, "type: codes(list)", making.report);
            }
            return;
        }
        Cell cell = named(cell_of(CellKind::set, column, item), node);
        cell.first_part = static_cast<std::uint32_t>(making.tables.cell_parts.size());
        for (const yaml::Node* code : texts_at(node, "codes")) {
            add_code(*code, making.tables.items[item]);
        }
        cell.parts = static_cast<std::uint32_t>(making.tables.cell_parts.size()) - cell.first_part;
        columns.add(cell, node, said(making, item));
    }

    void add_code(const yaml::Node& code, const Item& item) {
        if (item.list == none) {
            return; // reported with the item
        }
        const CodeRowId row = row_of(making, item.list, code.text);
        if (row == none) {
            making.report.add(message::list_code_unknown, code.where(),
                              {"codes", making.tables.list_ids[item.list], code.text});
            return;
        }
        making.tables.cell_parts.push_back(row);
    }

    void add_ignored(std::uint32_t column, const yaml::Node& node) {
        Cell cell = cell_of(CellKind::ignored, column, none);
        cell.name = making.tables.blob.text(node.text_of("ignored"));
        columns.add(cell, node, "ignored");
    }

    Cell named(Cell cell, const yaml::Node& node) {
        cell.name = making.tables.blob.text(node.text_of("name"));
        return cell;
    }
};

} // namespace

void add_cells_of_items(FormBuild& build, Syntax& syntax, const std::string& id) {
    ColumnsDraft columns{build, syntax, id};
    for (const ItemId item : build.tables.items.ids()) {
        const ItemDraft& draft = build.items[item.value];
        const yaml::Node* col = draft.is_implied ? nullptr : draft.node->get("col");
        if (col == nullptr || draft.node->text_of("syntax", id) != id) {
            continue;
        }
        const bool is_numbered =
            build.groups[build.tables.items[item].group.value].kind == GroupKind::numbered;
        const auto column = number_of(col->text, 1, end_of_numbers - 1);
        if (is_numbered && col->text.starts_with('+')) {
            add_numbered(build, columns, item, *col);
        } else if (is_numbered || !column) {
            report_wrong(*col, is_numbered ? "+1" : "1.." + std::to_string(syntax.columns), build.report);
        } else if (build.tables.items[item].type == ItemType::codes) {
            add_whole_list(build, columns, syntax, item, *column, *col);
        } else {
            Cell cell = cell_of(CellKind::item, *column, item);
            columns.name_column(cell, draft);
            columns.add(cell, *col, said(build, item));
        }
    }
    columns.finish(syntax, *build.folder.head.get("syntax")->get(id));
}

void add_cells_of_column_file(FormBuild& build, Syntax& syntax, const std::string& id,
                              const yaml::Node& part) {
    ColumnsDraft columns{build, syntax, id};
    const yaml::Node* map = part.get("columns");
    if (map == nullptr || map->kind != yaml::NodeKind::map) {
        build.report.add(message::key_missing, part.where(), {"columns"});
        return;
    }
    ColumnFile file{build, columns};
    for (std::size_t i = 0; i < map->keys.size(); ++i) {
        file.add(map->keys[i], map->children[i]);
    }
    columns.finish(syntax, *map);
}

} // namespace renkei::form
