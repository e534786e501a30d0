#include "gateway/core/base/characters.h"
#include "gateway/core/time/date.h"
#include "gateway/core/time/date_time.h"
#include "gateway/forms/form/form.h"
#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace renkei::form {
namespace {

enum class Argument : std::uint8_t { nothing, maybe_length, maybe_tenths, format, list, maybe_list };

struct TypeRow {
    std::string_view name;
    ItemType type;
    Argument argument;
    std::string_view written;
};
constexpr std::array type_rows{
    TypeRow{"text", ItemType::text, Argument::maybe_length, "text(n)"},
    TypeRow{"token", ItemType::token, Argument::format, "token(format)"},
    TypeRow{"code", ItemType::code, Argument::list, "code(list)"},
    TypeRow{"codes", ItemType::codes, Argument::list, "codes(list)"},
    TypeRow{"flag", ItemType::flag, Argument::maybe_list, "flag(list)"},
    TypeRow{"date", ItemType::date, Argument::nothing, "date"},
    TypeRow{"month", ItemType::month, Argument::nothing, "month"},
    TypeRow{"time", ItemType::time, Argument::nothing, "time"},
    TypeRow{"datetime", ItemType::datetime, Argument::nothing, "datetime"},
    TypeRow{"int", ItemType::integer, Argument::maybe_length, "int(n)"},
    TypeRow{"dec", ItemType::decimal, Argument::maybe_tenths, "dec(tenths)"},
};

constexpr std::string_view all_types = "text text(n) token(format) code(list) codes(list) flag flag(list) "
                                       "date month time datetime int int(n) dec dec(tenths)";

struct CheckRow {
    std::string_view name;
    CheckDigit check;
};
constexpr std::array checks{CheckRow{"m10w21", CheckDigit::m10w21_error},
                            CheckRow{"m10w21?", CheckDigit::m10w21_warning}};

struct FlagKey {
    std::string_view key;
    ItemFlag flag;
};
constexpr std::array flag_keys{FlagKey{"ext", extension},          FlagKey{"partial", partial},
                               FlagKey{"sensitive", sensitive},    FlagKey{"reason_apart", reason_apart},
                               FlagKey{"card", required},          FlagKey{"kept_alone", kept_alone},
                               FlagKey{"shown_alone", shown_alone}};

// Where the separators stand in a value that a CSV column has without them.
struct DigitsShape {
    ItemType type;
    std::string_view value;
};
constexpr std::array digits_shapes{DigitsShape{ItemType::date, "0000-00-00"},
                                   DigitsShape{ItemType::month, "0000-00"},
                                   DigitsShape{ItemType::time, "00:00"}};

// As many digits as a value of the type has, and no day or time that there is.
bool is_apart_from_values(ItemType type, std::string_view digits) {
    const auto shape = std::ranges::find(digits_shapes, type, &DigitsShape::type);
    const bool is_shaped = shape != digits_shapes.end() && std::ranges::all_of(digits, base::is_digit) &&
                           std::ranges::count(shape->value, '0') == std::ssize(digits);
    if (!is_shaped) {
        return false;
    }
    std::string value(shape->value);
    for (std::size_t i = 0, next = 0; i < value.size(); ++i) {
        value[i] = value[i] == '0' ? digits[next++] : value[i];
    }
    return !(type == ItemType::time ? time::is_time(value + ":00") : time::is_date(value));
}

// One item: from its draft and its line in items.yaml to its row.
struct ItemMaker {
    FormBuild& making;
    ItemDraft& draft;
    Item out{};

    Item make() {
        out.id = text(draft.id);
        out.name = text(draft.name);
        out.list = none;
        if (is_declared()) {
            has_known_keys(node(), keys::item, making.report);
            check_values(node(), keys::item, making.report);
            read_type();
            read_flags();
            read_value_rules();
        } else if (!draft.argument.empty()) {
            out.list = list_named(making, draft.argument, *draft.node);
        }
        out.type = draft.type;
        out.flags = static_cast<std::uint16_t>(out.flags | (draft.is_implied ? implied : 0));
        if (is_declared()) {
            read_plausible(making, node(), out);
        }
        return out;
    }

    // The node of an implied item is that of its group.
    bool is_declared() const { return !draft.is_implied || draft.node->get("type") != nullptr; }
    const yaml::Node& node() const { return *draft.node; }
    Str text(std::string_view value) { return making.tables.blob.text(value); }
    Str text_at(std::string_view key) { return text(node().text_of(key)); }

    void read_type() {
        const yaml::Node* type = node().get("type");
        if (type == nullptr || type->text.empty()) {
            return;
        }
        const std::size_t open = type->text.find('(');
        const std::string_view name = std::string_view(type->text).substr(0, open);
        const auto row =
            std::ranges::find_if(type_rows, [&](const TypeRow& each) { return each.name == name; });
        if (row == type_rows.end() || (open != std::string::npos && type->text.back() != ')')) {
            making.report.add(message::type_unknown, type->where(), {type->text, std::string(all_types)});
            return;
        }
        draft.type = row->type;
        draft.argument =
            open == std::string::npos ? "" : type->text.substr(open + 1, type->text.size() - open - 2);
        read_argument(*row, *type);
    }

    void read_argument(const TypeRow& row, const yaml::Node& type) {
        const bool has_one = !draft.argument.empty();
        switch (row.argument) {
        case Argument::nothing: refuse_unless(!has_one, row, type); return;
        case Argument::maybe_length: {
            constexpr std::uint32_t longest = 1'000'000;
            const auto length = number_of(draft.argument, 1, longest);
            refuse_unless(!has_one || length.has_value(), row, type);
            out.max_length = length.value_or(0);
            return;
        }
        case Argument::maybe_tenths:
            refuse_unless(!has_one || draft.argument == "tenths", row, type);
            out.format = text(draft.argument);
            return;
        case Argument::format: read_format(row, type); return;
        case Argument::list:
        case Argument::maybe_list:
            refuse_unless(has_one || row.argument == Argument::maybe_list, row, type);
            out.list = has_one ? list_named(making, draft.argument, type) : ListId();
            return;
        }
    }

    void read_format(const TypeRow& row, const yaml::Node& type) {
        if (draft.argument.empty()) {
            refuse_unless(false, row, type);
            return;
        }
        const yaml::Node* const format = making.folder.formats.get(draft.argument);
        if (format != nullptr && format->get("begins") != nullptr) {
            (void)list_named(making, format->text_of("begins"), *format->get("begins"));
        }
        if (format == nullptr) {
            std::vector<std::string_view> known(making.folder.formats.keys.begin(),
                                                making.folder.formats.keys.end());
            making.report.add(message::format_unknown, type.where(),
                              {draft.argument, nearest(draft.argument, known)});
        }
        out.format = text(draft.argument);
    }

    void refuse_unless(bool is_right, const TypeRow& row, const yaml::Node& type) {
        if (!is_right) {
            report_wrong(type, std::string(row.written), making.report);
        }
    }

    void read_flags() {
        for (const FlagKey& row : flag_keys) {
            if (node().get(row.key) != nullptr) {
                out.flags = static_cast<std::uint16_t>(out.flags | row.flag);
            }
        }
        if (out.is(partial) && draft.type != ItemType::date && draft.type != ItemType::datetime) {
            report_wrong(*node().get("partial"), "type: date | datetime", making.report);
        }
    }

    void read_value_rules() {
        out.literal = text_at("literal");
        for (const auto& [key, place] : {std::pair("min", &Item::min), std::pair("max", &Item::max)}) {
            if (const yaml::Node* const bound = node().get(key)) {
                read_bound(*bound, key, place);
            }
        }
        const auto check = std::ranges::find(checks, node().text_of("check"), &CheckRow::name);
        out.check = check == checks.end() ? std::uint8_t{0} : static_cast<std::uint8_t>(check->check);
        out.pattern = text_at("pattern");
        read_none();
        out.provenance = text_at("from");
    }

    void read_bound(const yaml::Node& bound, std::string_view key, Str Item::*place) {
        const bool is_number = draft.type == ItemType::integer || draft.type == ItemType::decimal;
        if (draft.type == ItemType::codes) { // bounds the rows of its group
            check_value(bound, key_of(keys::group, key), making.report);
        } else if (is_number && RE2::FullMatch(bound.text, "-?[0-9]+(\\.[0-9]+)?")) {
            out.*place = text(bound.text);
        } else if (!bound.text.empty()) {
            report_wrong(bound, is_number ? "0 | 12.5 | …" : "type: int | dec | codes(list)", making.report);
        }
    }

    // A text that could be a value would be read as none.
    void read_none() {
        const yaml::Node* const none_text = node().get("none");
        if (none_text == nullptr) {
            return;
        }
        if (!is_apart_from_values(draft.type, none_text->text)) {
            report_wrong(*none_text,
                         "type: date | month | time, and digits that are no value: 00000000 | 000000 | 9999",
                         making.report);
        } else if (out.is(required)) {
            report_wrong(*none_text, "an item without card: the column must be filled as it is",
                         making.report);
        }
        out.none = text(none_text->text);
    }
};

// JSON cannot have an object where it has a value.
void refuse_paths_through_items(FormBuild& build) {
    for (const ItemDraft& draft : build.items) {
        for (std::size_t dot = draft.id.find('.'); dot != std::string::npos;
             dot = draft.id.find('.', dot + 1)) {
            const auto above = build.tables.item_by_id.find(std::string_view(draft.id).substr(0, dot));
            if (above != build.tables.item_by_id.end()) {
                report_twice(above->first, draft.node->where(), build.tables.item_places[above->second],
                             build.report);
            }
        }
    }
}

void make_group(FormBuild& build, const GroupDraft& draft) {
    Group out{};
    out.id = build.tables.blob.text(draft.id);
    out.name = build.tables.blob.text(draft.name);
    out.kind = draft.kind;
    out.max_rows = no_bound;
    out.parent = document_group;
    if (draft.node != nullptr) {
        out.parent = GroupId(group_around(build.groups, draft.id));
        out.min_rows = static_cast<std::uint16_t>(number_at(*draft.node, keys::group, "min").value_or(0));
        out.max_rows =
            static_cast<std::uint16_t>(number_at(*draft.node, keys::group, "max").value_or(no_bound));
    }
    if (draft.kind == GroupKind::codes && draft.node->get("card") != nullptr) {
        out.min_rows = std::max<std::uint16_t>(out.min_rows, 1);
    }
    if (draft.kind == GroupKind::numbered) {
        out.max_rows = static_cast<std::uint16_t>(draft.rows);
    }
    if (!build.tables.groups.empty()) { // the parent is before its children
        Group& parent = build.tables.groups[out.parent];
        out.slot = parent.groups++;
        out.depth = static_cast<std::uint8_t>(parent.depth + 1);
        if (out.depth >= max_group_depth) {
            report_wrong(*draft.node,
                         "a group inside at most " + std::to_string(max_group_depth - 1) + " others",
                         build.report);
        }
    }
    build.tables.group_by_id.emplace(draft.id, build.tables.groups.next_id());
    build.tables.group_ids.push_back(draft.id);
    build.tables.groups.push_back(out);
}

// Which group's row the item is in.
GroupId group_of(const FormBuild& build, const ItemDraft& draft) {
    const auto own = draft.type == ItemType::codes ? build.tables.group_by_id.find(draft.id)
                                                   : build.tables.group_by_id.end();
    return own == build.tables.group_by_id.end() ? GroupId(group_around(build.groups, draft.id))
                                                 : own->second;
}

// What is wrong with an item is reported under its printed name.
Item make_row(FormBuild& build, ItemDraft& draft) {
    diag::Report own;
    FormBuild inner{build.folder, build.tables, own};
    const Item out = ItemMaker{inner, draft}.make();
    for (diag::Finding each : own.findings()) {
        each.item = draft.id;
        each.name = draft.name;
        build.report.add(std::move(each));
    }
    return out;
}

void make_item(FormBuild& build, ItemDraft& draft) {
    Tables& tables = build.tables;
    const ItemId id = tables.items.next_id();
    Item item = make_row(build, draft);
    item.group = group_of(build, draft);
    item.order = id.value;
    Group& group = tables.groups[item.group];
    item.slot = group.items++;
    if (group.kind == GroupKind::numbered && draft.is_implied) {
        group.place = id;
        item.min = tables.blob.text("1");
        item.max = tables.blob.text(std::to_string(group.max_rows));
    }
    tables.items.push_back(item);
    tables.item_ids.push_back(draft.id);
    tables.item_names.push_back(draft.name);
    tables.item_places.push_back(draft.node->where());
    tables.item_by_id.emplace(draft.id, id);
}

void add_level_keys(FormBuild& build, GroupId id) {
    const GroupDraft& draft = build.groups[id.value];
    Group& group = build.tables.groups[id];
    group.first_key = static_cast<std::uint16_t>(build.tables.level_keys.size());
    for (const yaml::Node* key : texts_at(*draft.node, "level")) {
        const ItemId item = item_named(build, *key);
        if (item != none && build.tables.items[item].group != id) {
            report_wrong(*key, draft.id + ".…", build.report);
        }
        build.tables.level_keys.push_back(item);
    }
    group.keys = static_cast<std::uint16_t>(build.tables.level_keys.size() - group.first_key);
}

struct KindPlace {
    GroupKind kind;
    GroupId FormHeader::*place;
};
constexpr std::array kind_places{KindPlace{GroupKind::carried, &FormHeader::carried_group},
                                 KindPlace{GroupKind::absent, &FormHeader::absent_group},
                                 KindPlace{GroupKind::blank, &FormHeader::blank_group}};

void note_kinds(FormBuild& build) {
    Tables& tables = build.tables;
    for (const KindPlace& row : kind_places) {
        const auto found =
            std::ranges::find_if(tables.groups, [&](const Group& group) { return group.kind == row.kind; });
        tables.about.*row.place = found == tables.groups.end() ? GroupId() : tables.groups.id_of(*found);
    }
    tables.about.absent_list = none;
    for (const Item& item : tables.items) {
        if (item.group == tables.about.absent_group && item.list != none) {
            tables.about.absent_list = item.list;
        }
    }
    tables.has_reasons = tables.about.absent_group != none;
}

} // namespace

std::string_view type_name(ItemType type) { return type_rows[static_cast<std::size_t>(type)].name; }

void build_groups_and_items(FormBuild& build) {
    draft_groups(build);
    draft_items(build);
    if (build.items.size() >= end_of_numbers || build.groups.size() >= end_of_numbers) {
        report_wrong(build.folder.head, "items < " + std::to_string(end_of_numbers), build.report);
        return;
    }
    for (const GroupDraft& draft : build.groups) {
        make_group(build, draft);
    }
    for (ItemDraft& draft : build.items) {
        make_item(build, draft);
    }
    for (const GroupId group : build.tables.groups.ids()) {
        if (build.tables.groups[group].kind == GroupKind::level) {
            add_level_keys(build, group);
        }
    }
    refuse_paths_through_items(build);
    note_kinds(build);
}

} // namespace renkei::form
