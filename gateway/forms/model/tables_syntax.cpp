#include "gateway/forms/model/tables_parts.h"

#include <algorithm>
#include <array>

namespace renkei::model {
namespace {

using diag::Message;

constexpr std::array<std::string_view, 7> wide_keys{"kind", "encoding",     "columns", "standard",
                                                    "file", "columns_file", "implied"};
constexpr std::array<std::string_view, 6> nested_keys{"kind", "encoding", "columns",
                                                      "file", "implied",  "levels"};
constexpr std::array<std::string_view, 3> json_keys{"kind", "file", "implied"};
constexpr std::array<std::string_view, 3> implied_keys{"fixed", "copy", "count"};

struct SyntaxKindRow {
    std::string_view name;
    SyntaxKind kind;
    Keys keys;
    Encoding encoding; // without `encoding:`
};
constexpr std::array syntax_kinds{SyntaxKindRow{"wide", SyntaxKind::wide, wide_keys, Encoding::cp932},
                                  SyntaxKindRow{"nested", SyntaxKind::nested, nested_keys, Encoding::cp932},
                                  SyntaxKindRow{"json", SyntaxKind::json, json_keys, Encoding::utf8}};

struct EncodingRow {
    std::string_view name;
    Encoding encoding;
};
constexpr std::array encodings{EncodingRow{"cp932", Encoding::cp932}, EncodingRow{"utf-8", Encoding::utf8}};

class SyntaxMaker {
public:
    SyntaxMaker(FormBuild& build, const std::string& id, const yaml::Node& node)
        : making_(build),
          id_(id),
          node_(node) {}

    void add() {
        const SyntaxKindRow* kind = read_kind();
        if (kind == nullptr) {
            return;
        }
        has_known_keys(node_, kind->keys, making_.report);
        out_.id = making_.tables.blob.text(id_);
        out_.kind = kind->kind;
        out_.encoding = kind->encoding;
        read_encoding();
        if (kind->kind != SyntaxKind::json) {
            read_columns();
        }
        if (kind->kind == SyntaxKind::nested) {
            read_levels();
        }
        read_implied();
        add_name_parts(making_, out_, node_);
        making_.tables.syntaxes.push_back(out_);
    }

private:
    const SyntaxKindRow* read_kind() {
        if (node_.kind != yaml::NodeKind::map) {
            report_wrong(node_, "{kind: wide | nested | json, …}", making_.report);
            return nullptr;
        }
        const yaml::Node* kind = needed_scalar(node_, "kind", making_.report);
        if (kind == nullptr) {
            return nullptr;
        }
        const auto found = std::find_if(syntax_kinds.begin(), syntax_kinds.end(),
                                        [&](const SyntaxKindRow& row) { return row.name == kind->text; });
        if (found == syntax_kinds.end()) {
            report_wrong(*kind, "wide | nested | json", making_.report);
            return nullptr;
        }
        return &*found;
    }

    void read_encoding() {
        const yaml::Node* node = scalar_at(node_, "encoding", making_.report);
        if (node == nullptr) {
            return;
        }
        const auto found = std::find_if(encodings.begin(), encodings.end(),
                                        [&](const EncodingRow& row) { return row.name == node->text; });
        if (found == encodings.end()) {
            report_wrong(*node, "cp932 | utf-8", making_.report);
            return;
        }
        out_.encoding = found->encoding;
    }

    void read_columns() {
        needed_scalar(node_, "columns", making_.report);
        const auto columns = number_at(node_, "columns", 1, end_of_numbers - 1, making_.report);
        if (!columns) {
            return;
        }
        out_.columns = static_cast<std::uint16_t>(*columns);
        out_.standard = static_cast<std::uint16_t>(
            number_at(node_, "standard", 1, *columns, making_.report).value_or(*columns));
        const auto& files = making_.folder.column_files;
        const auto file = std::find(files.begin(), files.end(), id_);
        if (file == files.end()) {
            add_cells_of_items(making_, out_, id_);
            return;
        }
        const std::size_t part =
            making_.folder.column_file_parts[static_cast<std::size_t>(file - files.begin())];
        add_cells_of_column_file(making_, out_, id_, making_.folder.parts[part]);
    }

    // From the outermost level to the innermost; all levels of the form.
    void read_levels() {
        GroupId above = document_group;
        std::size_t count = 0;
        for (const yaml::Node* level : scalars_at(node_, "levels", making_.report)) {
            const GroupId group = group_named(making_, *level);
            if (group == none) {
                continue;
            }
            const Group& row = making_.tables.groups[group];
            if (row.kind != GroupKind::level || row.parent != above) {
                report_wrong(*level, "level: […] < '" + making_.tables.group_ids[above] + "'",
                             making_.report);
            }
            above = group;
            ++count;
        }
        const auto all = std::count_if(making_.tables.groups.begin(), making_.tables.groups.end(),
                                       [](const Group& group) { return group.kind == GroupKind::level; });
        if (node_.get("levels") == nullptr) {
            making_.report.add(Message::key_missing, node_.where(), {"levels"});
        } else if (static_cast<std::size_t>(all) > count) {
            report_wrong(*node_.get("levels"), std::to_string(all) + " levels", making_.report);
        }
    }

    void read_implied() {
        out_.first_implied = static_cast<std::uint32_t>(making_.tables.implied.size());
        const yaml::Node* implied = node_.get("implied");
        if (implied != nullptr) {
            has_known_keys(*implied, implied_keys, making_.report);
            each_implied(*implied, "fixed",
                         [&](const yaml::Node& key, const yaml::Node& value) { add_fixed(key, value); });
            each_implied(*implied, "copy",
                         [&](const yaml::Node& key, const yaml::Node& value) { add_copy(key, value); });
            each_implied(*implied, "count",
                         [&](const yaml::Node& key, const yaml::Node& value) { add_count(key, value); });
        }
        out_.implied = static_cast<std::uint32_t>(making_.tables.implied.size()) - out_.first_implied;
    }

    template <class Add>
    void each_implied(const yaml::Node& implied, std::string_view kind, Add add) {
        const yaml::Node* map = implied.get(kind);
        if (map != nullptr && map->kind != yaml::NodeKind::map) {
            report_wrong(*map, std::string(kind) + ": {…: …}", making_.report);
        }
        for (std::size_t i = 0; map != nullptr && i < map->keys.size(); ++i) {
            if (const yaml::Node* value = scalar_at(*map, map->keys[i], making_.report); value != nullptr) {
                yaml::Node key = *value;
                key.text = map->keys[i];
                add(key, *value);
            }
        }
    }

    // fixed: {item: value}
    void add_fixed(const yaml::Node& key, const yaml::Node& value) {
        const ItemId item = item_named(making_, key);
        if (item != none) {
            making_.tables.implied.push_back({item, none, making_.tables.blob.text(value.text), none});
        }
    }

    // copy: {item: item it is copied from}
    void add_copy(const yaml::Node& key, const yaml::Node& value) {
        const ItemId item = item_named(making_, key);
        const ItemId from = item_named(making_, value);
        if (item == none || from == none) {
            return;
        }
        if (making_.tables.items[item].type != making_.tables.items[from].type) {
            report_wrong(value, "type: " + std::string(type_name(making_.tables.items[item].type)),
                         making_.report);
        }
        making_.tables.implied.push_back({item, from, {}, none});
    }

    // count: {group: item that is the number of its row}
    void add_count(const yaml::Node& key, const yaml::Node& value) {
        const GroupId group = group_named(making_, key);
        const ItemId item = item_named(making_, value);
        if (group == none || item == none) {
            return;
        }
        if (making_.tables.items[item].group != group) {
            report_wrong(value, key.text + ".…", making_.report);
        }
        making_.tables.implied.push_back({item, none, {}, group});
    }

    FormBuild& making_;
    const std::string& id_;
    const yaml::Node& node_;
    Syntax out_{};
};

// `syntax: id` of an item must name one; no other syntax knows the item.
void read_only_syntaxes(FormBuild& build, const yaml::Node& syntaxes) {
    for (std::size_t i = 0; i < build.items.size(); ++i) {
        const ItemDraft& draft = build.items[i];
        const yaml::Node* syntax = draft.is_implied ? nullptr : draft.node->get("syntax");
        if (syntax == nullptr) {
            continue;
        }
        const auto found = std::find(syntaxes.keys.begin(), syntaxes.keys.end(), syntax->text);
        if (found == syntaxes.keys.end()) {
            const std::vector<std::string_view> known(syntaxes.keys.begin(), syntaxes.keys.end());
            report_wrong(*syntax, joined(known, " | "), build.report);
            continue;
        }
        build.tables.items[ItemId(i)].only_in = static_cast<std::uint16_t>(found - syntaxes.keys.begin() + 1);
    }
}

} // namespace

void build_syntaxes(FormBuild& build) {
    const yaml::Node* syntaxes = build.folder.head.get("syntax");
    if (syntaxes == nullptr || syntaxes->kind != yaml::NodeKind::map) {
        build.report.add(Message::key_missing, build.folder.head.where(), {"syntax"});
        return;
    }
    for (std::size_t i = 0; i < syntaxes->keys.size(); ++i) {
        SyntaxMaker(build, syntaxes->keys[i], syntaxes->children[i]).add();
    }
    read_only_syntaxes(build, *syntaxes);
    refuse_items_without_place(build);
}

} // namespace renkei::model
