// `file:` of a syntax: the parts of its file names, and the items that stand nowhere else in the file.
#include "gateway/core/base/characters.h"
#include "gateway/forms/form/tables_parts.h"
#include "gateway/forms/form/text_pattern.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <bitset>
#include <span>

namespace renkei::form {
namespace {

// What a part of a name may hold: `_` is between the parts, and `.` before the extension.
bool is_part_letter(char c) { return base::is_alphanumeric(c) || c == '-'; }

std::bitset<256> part_letters() {
    std::bitset<256> out;
    for (unsigned c = 0; c < out.size(); ++c) {
        out.set(c, is_part_letter(static_cast<char>(c)));
    }
    return out;
}

bool has_only(std::string_view text, std::string_view more) {
    return std::ranges::all_of(
        text, [&](char c) { return is_part_letter(c) || more.find(c) != std::string_view::npos; });
}

bool is_given(const FormBuild& build, const Syntax& syntax, ItemId item) {
    const Tables& tables = build.tables;
    const auto cells = std::span(tables.cells).subspan(syntax.first_cell, syntax.cells);
    const auto implied = std::span(tables.implied).subspan(syntax.first_implied, syntax.implied);
    const auto holds = [&](const Cell& cell) {
        const auto parts = std::span(tables.cell_parts).subspan(cell.first_part, cell.parts);
        return cell.item == item ||
               (cell.kind != CellKind::set && std::ranges::find(parts, CellPart(item)) != parts.end());
    };
    return std::ranges::any_of(cells, holds) ||
           std::ranges::find(implied, item, &Implied::item) != implied.end();
}

struct NamePartMaker {
    FormBuild& making;
    Syntax& syntax;

    void add(const yaml::Node& part, bool is_last) {
        if (part.plain) {
            add_item(part);
            return;
        }
        const bool is_extension = is_last && part.text.starts_with('.');
        if (!has_only(is_extension ? std::string_view(part.text).substr(1) : part.text, "_")) {
            report_wrong(part, is_extension ? "\".csv\"" : "A-Z a-z 0-9 - _", making.report);
        }
        making.tables.name_parts.push_back({none,
                                            is_extension ? NamePartKind::extension : NamePartKind::literal,
                                            making.tables.blob.text(part.text)});
    }

    // item, item|00 = what stands for an empty item
    void add_item(const yaml::Node& part) {
        const std::size_t bar = part.text.find('|');
        yaml::Node item = part;
        item.text = part.text.substr(0, bar);
        const std::string otherwise = bar == std::string::npos ? "" : part.text.substr(bar + 1);
        if (std::ranges::find(making.items, otherwise, &ItemDraft::id) != making.items.end()) {
            making.report.add(message::file_part_text_is_item, part.where(),
                              {part.text, item.text, otherwise});
        }
        const ItemId id = item_named(making, item);
        NamePartKind kind = NamePartKind::compared;
        if (id != none && !is_given(making, syntax, id)) {
            kind = NamePartKind::home;
            check_home(part, id, otherwise);
        }
        making.tables.name_parts.push_back({id, kind, making.tables.blob.text(otherwise)});
    }

    // The item must be read as it was written: its part can be cut out of the name, and the text for an empty
    // item is no value.
    void check_home(const yaml::Node& part, ItemId id, const std::string& otherwise) {
        const Item& item = making.tables.items[id];
        const std::string& name = making.tables.item_ids[id];
        if (item.group != document_group) {
            report_wrong(part, "item of the document", making.report);
            return;
        }
        if (!item.literal.empty()) {
            if (!has_only(making.tables.blob.text_of(item.literal), "_")) {
                report_wrong(part, "literal: A-Z a-z 0-9 - _", making.report);
            }
            return;
        }
        if (!can_be_cut(id)) {
            making.report.add(message::file_item_not_cut, part.where(),
                              {name, std::string(type_name(item.type))});
        } else if (otherwise.empty() && !item.is(required)) {
            making.report.add(message::file_item_may_be_empty, part.where(), {name});
        } else if (!has_only(otherwise, "") || is_value(id, otherwise)) {
            making.report.add(message::file_item_empty_is_value, part.where(), {part.text, otherwise, name});
        }
    }

    // What every value of a text or token matches.
    std::vector<TextPattern> patterns_of(ItemId id) const {
        const Item& item = making.tables.items[id];
        const base::BlobWriter& blob = making.tables.blob;
        std::vector<std::string> all{blob.text_of(item.pattern)};
        for (const Format& each : making.tables.formats) {
            if (!item.format.empty() && each.name == item.format) {
                all.push_back(blob.text_of(each.pattern));
            }
        }
        std::vector<TextPattern> out;
        for (const std::string& pattern : all) {
            if (!pattern.empty() && TextPattern::error_of(pattern).empty()) {
                out.emplace_back(pattern);
            }
        }
        return out;
    }

    bool can_be_cut(ItemId id) const {
        switch (making.tables.items[id].type) {
        case ItemType::code:
            return std::ranges::all_of(codes_of(id),
                                       [](const std::string& code) { return has_only(code, ""); });
        case ItemType::text:
        case ItemType::token:
            return std::ranges::any_of(patterns_of(id), [](const TextPattern& pattern) {
                return pattern.is_made_of(part_letters());
            });
        case ItemType::codes:
        case ItemType::decimal: return false;
        case ItemType::flag:
        case ItemType::date:
        case ItemType::month:
        case ItemType::time:
        case ItemType::datetime:
        case ItemType::integer: return true;
        }
        return false;
    }

    std::vector<std::string> codes_of(ItemId id) const {
        std::vector<std::string> out;
        if (const ListId list = making.tables.items[id].list; list != none) {
            for (const CodeRow& row : making.tables.rows(making.tables.lists[list])) {
                out.push_back(making.tables.blob.text_of(row.form));
            }
        }
        return out;
    }

    bool is_value(ItemId id, const std::string& text) const {
        const ItemType type = making.tables.items[id].type;
        const bool is_matched = type == ItemType::text || type == ItemType::token;
        const std::vector<std::string> codes = codes_of(id);
        return !text.empty() &&
               (std::ranges::find(codes, text) != codes.end() ||
                (is_matched && std::ranges::all_of(patterns_of(id), [&](const TextPattern& pattern) {
                     return pattern.matches(text);
                 })));
    }
};

} // namespace

void add_name_parts(FormBuild& build, Syntax& syntax, const yaml::Node& node) {
    syntax.first_name_part = static_cast<std::uint32_t>(build.tables.name_parts.size());
    NamePartMaker maker{build, syntax};
    const std::vector<const yaml::Node*> parts = texts_at(node, "file");
    for (const yaml::Node* part : parts) {
        maker.add(*part, part == parts.back());
    }
    syntax.name_parts = static_cast<std::uint32_t>(build.tables.name_parts.size()) - syntax.first_name_part;
}

void refuse_items_without_place(FormBuild& build) {
    const Tables& tables = build.tables;
    const auto is_json = [](const Syntax& syntax) { return syntax.kind == SyntaxKind::json; };
    // JSON has a key for every item: a form that is JSON first of all needs no columns. A column file says
    // what it holds, and a wrong syntax has no columns.
    const bool is_json_first = !tables.syntaxes.empty() && is_json(tables.syntaxes.front());
    if (is_json_first || !build.folder.column_files.empty() || build.report.at_least(diag::Severity::error)) {
        return;
    }
    for (const ItemId item : tables.items.ids()) {
        const ItemDraft& draft = build.items[item.value];
        const auto is_here = [&](const Syntax& syntax) {
            const auto parts =
                std::span(tables.name_parts).subspan(syntax.first_name_part, syntax.name_parts);
            return is_given(build, syntax, item) ||
                   std::ranges::find(parts, item, &NamePart::item) != parts.end();
        };
        const GroupKind group = tables.groups[tables.items[item].group].kind;
        const bool has_columns = group == GroupKind::document || group == GroupKind::numbered ||
                                 group == GroupKind::level || group == GroupKind::codes;
        const std::uint16_t only_in = tables.items[item].only_in;
        const bool is_key_only = only_in != 0 && is_json(tables.syntaxes[only_in - 1U]);
        if (has_columns && !draft.is_implied && !is_key_only &&
            !std::ranges::any_of(tables.syntaxes, is_here)) {
            build.report.add(message::item_without_place, draft.node->where(),
                             {tables.item_names[item], tables.item_ids[item]});
        }
    }
}

} // namespace renkei::form
