#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <array>

namespace renkei::form {
namespace {

namespace message = diag::message;

struct SyntaxKindRow {
    std::string_view name;
    SyntaxKind kind;
    const KeyTable* keys;
    Encoding encoding; // without `encoding:`
};
constexpr std::array syntax_kinds{SyntaxKindRow{"wide", SyntaxKind::wide, &keys::wide, Encoding::cp932},
                                  SyntaxKindRow{"nested", SyntaxKind::nested, &keys::nested, Encoding::cp932},
                                  SyntaxKindRow{"json", SyntaxKind::json, &keys::json, Encoding::utf8}};

struct EncodingRow {
    std::string_view name;
    Encoding encoding;
};
constexpr std::array encodings{EncodingRow{"cp932", Encoding::cp932}, EncodingRow{"utf-8", Encoding::utf8}};

struct QuotingRow {
    std::string_view name;
    Quoting quoting;
};
constexpr std::array quotings{QuotingRow{"text", Quoting::text}, QuotingRow{"all", Quoting::all},
                              QuotingRow{"never", Quoting::never}};

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
        has_known_keys(node_, *kind->keys, making_.report);
        check_values(node_, *kind->keys, making_.report);
        out_.id = making_.tables.blob.text(id_);
        out_.kind = kind->kind;
        out_.encoding = kind->encoding;
        read_encoding();
        if (kind->kind != SyntaxKind::json) {
            read_header();
            read_enclosure();
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
        if (!has_key(node_, "kind", making_.report) ||
            !check_value(*node_.get("kind"), key_of(keys::wide, "kind"), making_.report)) {
            return nullptr;
        }
        return &*std::ranges::find(syntax_kinds, node_.text_of("kind"), &SyntaxKindRow::name);
    }

    // One encoding, or [the one that is written, the other one that is read, too].
    void read_encoding() {
        const yaml::Node* const node = node_.get("encoding");
        if (node == nullptr) {
            return;
        }
        if (node->kind != yaml::NodeKind::list) {
            take_encoding(*node);
            return;
        }
        if (node->children.size() != 2 || node->children[0].text == node->children[1].text) {
            report_wrong(*node, "[utf-8, cp932] | [cp932, utf-8]", making_.report);
            return;
        }
        take_encoding(node->children[1]);
        take_encoding(node->children[0]);
        out_.reads_both = 1;
    }

    void take_encoding(const yaml::Node& encoding) {
        const yaml::Node* const node = &encoding;
        const auto found = std::find_if(encodings.begin(), encodings.end(),
                                        [&](const EncodingRow& row) { return row.name == node->text; });
        if (found == encodings.end()) {
            report_wrong(*node, "cp932 | utf-8", making_.report);
            return;
        }
        out_.encoding = found->encoding;
    }

    void read_header() {
        const yaml::Node* const header = node_.get("header");
        const yaml::Node* const interface = node_.get("interface");
        if (header == nullptr) {
            if (interface != nullptr) {
                report_wrong(*interface, "header: names", making_.report);
            }
            return;
        }
        for (const std::string_view key : {"standard", "columns_file"}) {
            if (const yaml::Node* const other = node_.get(key); other != nullptr) {
                report_wrong(*other, std::string(key) + ": – (header: names)", making_.report);
            }
        }
        out_.has_header = 1;
        out_.interface = interface == nullptr ? Str{} : making_.tables.blob.text(interface->text);
    }

    void read_enclosure() {
        const auto found = std::ranges::find(quotings, node_.text_of("quote", "text"), &QuotingRow::name);
        const yaml::Node* const breaks = node_.get("line_breaks");
        out_.quoting = found == quotings.end() ? Quoting::text : found->quoting;
        if (breaks == nullptr) {
            return;
        }
        if (breaks->text != "blank" || out_.quoting == Quoting::never) { // `never` writes none anyway
            report_wrong(*breaks, "line_breaks: blank, quote: text | all", making_.report);
        }
        out_.blank_line_breaks = 1;
    }

    void read_columns() {
        const auto columns = number_at(node_, keys::wide, "columns");
        if (!columns) {
            return;
        }
        const std::uint32_t standard = number_at(node_, keys::wide, "standard").value_or(*columns);
        if (standard > *columns) {
            report_wrong(*node_.get("standard"), "1.." + std::to_string(*columns), making_.report);
        }
        out_.columns = static_cast<std::uint16_t>(*columns);
        out_.standard = static_cast<std::uint16_t>(standard);
        const auto& files = making_.folder.column_files;
        const auto file = std::find(files.begin(), files.end(), id_);
        if (file == files.end()) {
            refuse_none_between();
            add_cells_of_items(making_, out_, id_);
            return;
        }
        const std::size_t part =
            making_.folder.column_file_parts[static_cast<std::size_t>(file - files.begin())];
        add_cells_of_column_file(making_, out_, id_, making_.folder.parts[part]);
    }

    // On the lines behind the first of a row further out, its columns are empty.
    void refuse_none_between() {
        const GroupId lines = group_of_lines(making_, out_.kind);
        for (const ItemId item : making_.tables.items.ids()) {
            const ItemDraft& draft = making_.items[item.value];
            const yaml::Node* const none_text = draft.is_implied ? nullptr : draft.node->get("none");
            const GroupId group = making_.tables.items[item].group;
            if (none_text != nullptr && out_.kind == SyntaxKind::nested && group != document_group &&
                group != lines) {
                report_wrong(*none_text, "an item of the document or of the innermost level", making_.report);
            }
        }
    }

    // From the outermost level to the innermost; all levels of the form.
    void read_levels() {
        GroupId above = document_group;
        std::size_t count = 0;
        for (const yaml::Node* level : texts_at(node_, "levels")) {
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
        if (node_.get("levels") != nullptr && static_cast<std::size_t>(all) > count) {
            report_wrong(*node_.get("levels"), std::to_string(all) + " levels", making_.report);
        }
    }

    void read_implied() {
        out_.first_implied = static_cast<std::uint32_t>(making_.tables.implied.size());
        const yaml::Node* implied = node_.get("implied");
        if (implied != nullptr) {
            has_known_keys(*implied, keys::implied, making_.report);
            check_values(*implied, keys::implied, making_.report);
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
        for (std::size_t i = 0; map != nullptr && i < map->keys.size(); ++i) {
            yaml::Node key = map->children[i];
            key.text = map->keys[i];
            add(key, map->children[i]);
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

void refuse_heads_without_header(FormBuild& build) {
    const bool has_header = std::ranges::any_of(build.tables.syntaxes,
                                                [](const Syntax& syntax) { return syntax.has_header != 0; });
    for (const ItemDraft& draft : build.items) {
        const yaml::Node* const head = draft.is_implied ? nullptr : draft.node->get("head");
        if (head != nullptr && !has_header) {
            report_wrong(*head, "syntax: {…: {header: names, …}}", build.report);
        }
    }
}

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

GroupId group_of_lines(const FormBuild& build, SyntaxKind kind) {
    GroupId out = document_group;
    for (const GroupId each : build.tables.groups.ids()) {
        const Group& group = build.tables.groups[each];
        const bool is_level = kind == SyntaxKind::nested && group.kind == GroupKind::level;
        out = is_level && group.depth > build.tables.groups[out].depth ? each : out;
    }
    return out;
}

void build_syntaxes(FormBuild& build) {
    const yaml::Node* syntaxes = build.folder.head.get("syntax");
    if (syntaxes == nullptr) {
        return;
    }
    if (syntaxes->kind != yaml::NodeKind::map) {
        build.report.add(message::key_missing, build.folder.head.where(), {"syntax"});
        return;
    }
    for (std::size_t i = 0; i < syntaxes->keys.size(); ++i) {
        SyntaxMaker(build, syntaxes->keys[i], syntaxes->children[i]).add();
    }
    read_only_syntaxes(build, *syntaxes);
    refuse_items_without_place(build);
    refuse_heads_without_header(build);
}

} // namespace renkei::form
