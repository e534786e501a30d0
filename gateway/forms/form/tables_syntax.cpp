#include "gateway/core/text/joined.h"
#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <array>

namespace renkei::form {
namespace {

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

struct SyntaxMaker {
    FormBuild& making;
    const std::string& id;
    const yaml::Node& source;
    Syntax out{};

    void add() {
        const SyntaxKindRow* kind = read_kind();
        if (kind == nullptr) {
            return;
        }
        has_known_keys(source, *kind->keys, making.report);
        check_values(source, *kind->keys, making.report);
        out.id = making.tables.blob.text(id);
        out.kind = kind->kind;
        out.encoding = kind->encoding;
        read_encoding();
        if (kind->kind != SyntaxKind::json) {
            read_header();
            read_enclosure();
            read_columns();
        }
        if (const yaml::Node* const numbered = source.get("numbered"); numbered != nullptr) {
            out.numbered = item_named(making, *numbered);
        }
        if (kind->kind == SyntaxKind::nested) {
            read_levels();
        }
        read_implied();
        add_name_parts(making, out, source);
        making.tables.syntaxes.push_back(out);
    }

    const SyntaxKindRow* read_kind() {
        if (source.kind != yaml::NodeKind::map) {
            report_wrong(source, "{kind: wide | nested | json, …}", making.report);
            return nullptr;
        }
        if (!has_key(source, "kind", making.report) ||
            !check_value(*source.get("kind"), key_of(keys::wide, "kind"), making.report)) {
            return nullptr;
        }
        return &*std::ranges::find(syntax_kinds, source.text_of("kind"), &SyntaxKindRow::name);
    }

    // One encoding, or [the one that is written, the other one that is read, too].
    void read_encoding() {
        const yaml::Node* const node = source.get("encoding");
        if (node == nullptr) {
            return;
        }
        if (node->kind != yaml::NodeKind::list) {
            take_encoding(*node);
            return;
        }
        if (node->children.size() != 2 || node->children[0].text == node->children[1].text) {
            report_wrong(*node, "[utf-8, cp932] | [cp932, utf-8]", making.report);
            return;
        }
        take_encoding(node->children[1]);
        take_encoding(node->children[0]);
        out.reads_both = 1;
    }

    void take_encoding(const yaml::Node& encoding) {
        const yaml::Node* const node = &encoding;
        const auto found =
            std::ranges::find_if(encodings, [&](const EncodingRow& row) { return row.name == node->text; });
        if (found == encodings.end()) {
            report_wrong(*node, "cp932 | utf-8", making.report);
            return;
        }
        out.encoding = found->encoding;
    }

    void read_header() {
        const yaml::Node* const header = source.get("header");
        const yaml::Node* const interface = source.get("interface");
        if (header == nullptr) {
            if (interface != nullptr) {
                report_wrong(*interface, "header: names", making.report);
            }
            return;
        }
        for (const std::string_view key : {"standard", "columns_file"}) {
            if (const yaml::Node* const other = source.get(key); other != nullptr) {
                report_wrong(*other, std::string(key) + ": – (header: names)", making.report);
            }
        }
        out.has_header = 1;
        out.interface = interface == nullptr ? Str{} : making.tables.blob.text(interface->text);
    }

    void read_enclosure() {
        const auto found = std::ranges::find(quotings, source.text_of("quote", "text"), &QuotingRow::name);
        const yaml::Node* const breaks = source.get("line_breaks");
        out.quoting = found == quotings.end() ? Quoting::text : found->quoting;
        if (breaks == nullptr) {
            return;
        }
        if (breaks->text != "blank" || out.quoting == Quoting::never) { // `never` writes none anyway
            report_wrong(*breaks, "line_breaks: blank, quote: text | all", making.report);
        }
        out.blank_line_breaks = 1;
    }

    void read_columns() {
        const auto columns = number_at(source, keys::wide, "columns");
        if (!columns) {
            return;
        }
        const std::uint32_t standard = number_at(source, keys::wide, "standard").value_or(*columns);
        if (standard > *columns) {
            report_wrong(*source.get("standard"), "1.." + std::to_string(*columns), making.report);
        }
        out.columns = static_cast<std::uint16_t>(*columns);
        out.standard = static_cast<std::uint16_t>(standard);
        const auto& files = making.folder.column_files;
        const auto file = std::ranges::find(files, id);
        if (file == files.end()) {
            refuse_none_between();
            add_cells_of_items(making, out, id);
            return;
        }
        const std::size_t part =
            making.folder.column_file_parts[static_cast<std::size_t>(file - files.begin())];
        add_cells_of_column_file(making, out, id, making.folder.parts[part]);
    }

    // On the lines behind the first of a row further out, its columns are empty.
    void refuse_none_between() {
        const GroupId lines = group_of_lines(making, out.kind);
        for (const ItemId item : making.tables.items.ids()) {
            const ItemDraft& draft = making.items[item.value];
            const yaml::Node* const none_text = draft.is_implied ? nullptr : draft.node->get("none");
            const GroupId group = making.tables.items[item].group;
            if (none_text != nullptr && out.kind == SyntaxKind::nested && group != document_group &&
                group != lines) {
                report_wrong(*none_text, "an item of the document or of the innermost level", making.report);
            }
        }
    }

    // From the outermost level to the innermost; all levels of the form.
    void read_levels() {
        GroupId above = document_group;
        std::size_t count = 0;
        for (const yaml::Node* level : texts_at(source, "levels")) {
            const GroupId group = group_named(making, *level);
            if (group == none) {
                continue;
            }
            const Group& row = making.tables.groups[group];
            if (row.kind != GroupKind::level || row.parent != above) {
                report_wrong(*level, "level: […] < '" + making.tables.group_ids[above] + "'", making.report);
            }
            above = group;
            ++count;
        }
        const auto all = std::ranges::count_if(
            making.tables.groups, [](const Group& group) { return group.kind == GroupKind::level; });
        if (source.get("levels") != nullptr && static_cast<std::size_t>(all) > count) {
            report_wrong(*source.get("levels"), std::to_string(all) + " levels", making.report);
        }
    }

    void read_implied() {
        out.first_implied = static_cast<std::uint32_t>(making.tables.implied.size());
        const yaml::Node* implied = source.get("implied");
        if (implied != nullptr) {
            has_known_keys(*implied, keys::implied, making.report);
            check_values(*implied, keys::implied, making.report);
            each_implied(*implied, "fixed",
                         [&](const yaml::Node& key, const yaml::Node& value) { add_fixed(key, value); });
            each_implied(*implied, "copy",
                         [&](const yaml::Node& key, const yaml::Node& value) { add_copy(key, value); });
            each_implied(*implied, "count",
                         [&](const yaml::Node& key, const yaml::Node& value) { add_count(key, value); });
        }
        out.implied = static_cast<std::uint32_t>(making.tables.implied.size()) - out.first_implied;
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
        const ItemId item = item_named(making, key);
        if (item != none) {
            making.tables.implied.push_back({item, none, making.tables.blob.text(value.text), none});
        }
    }

    // copy: {item: item it is copied from}
    void add_copy(const yaml::Node& key, const yaml::Node& value) {
        const ItemId item = item_named(making, key);
        const ItemId from = item_named(making, value);
        if (item == none || from == none) {
            return;
        }
        if (making.tables.items[item].type != making.tables.items[from].type) {
            report_wrong(value, "type: " + std::string(type_name(making.tables.items[item].type)),
                         making.report);
        }
        making.tables.implied.push_back({item, from, {}, none});
    }

    // count: {group: item that is the number of its row}
    void add_count(const yaml::Node& key, const yaml::Node& value) {
        const GroupId group = group_named(making, key);
        const ItemId item = item_named(making, value);
        if (group == none || item == none) {
            return;
        }
        if (making.tables.items[item].group != group) {
            report_wrong(value, key.text + ".…", making.report);
        }
        making.tables.implied.push_back({item, none, {}, group});
    }
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
        const auto found = std::ranges::find(syntaxes.keys, syntax->text);
        if (found == syntaxes.keys.end()) {
            const std::vector<std::string_view> known(syntaxes.keys.begin(), syntaxes.keys.end());
            report_wrong(*syntax, text::joined(known, " | "), build.report);
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
        SyntaxMaker{build, syntaxes->keys[i], syntaxes->children[i]}.add();
    }
    read_only_syntaxes(build, *syntaxes);
    refuse_items_without_place(build);
    refuse_heads_without_header(build);
}

} // namespace renkei::form
