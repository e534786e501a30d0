// items.yaml of a new form.
#include "gateway/forms/newform/form_text.h"
#include "gateway/forms/newform/numbered_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::newform {
namespace {

struct Items {
    const NewForm& form;
    std::vector<NumberedGroup> numbered = numbered_groups(form.table);

    std::string text() {
        std::string out =
            fmt::format("# {}: the items of the table, in its order.\n{}\nitems:\n", form.title, groups());
        if (const std::string mark = form.family.mark_outside(form.table); !mark.empty()) {
            out += fmt::format("  {:<30} {{literal: {}}}\n", mark + ":", yaml_scalar(form.mark));
        }
        std::string section;
        for (const TableItem& item : form.table.items) {
            const bool is_shared = form.family.shared.contains(item.id);
            const std::string line = is_shared ? added_line(item) : item_line(item);
            if (!line.empty() && item.section != section) {
                section = item.section;
                out += fmt::format("  # {}\n", section);
            }
            out += line;
        }
        return out + rules();
    }

    std::string groups() const {
        std::string out;
        for (const NumberedGroup& group : numbered) {
            out += fmt::format("  {}: {{rows: {}, at: {}, stride: {}, name: {}}}\n", group.id, group.rows,
                               group.first, group.stride, yaml_scalar(group.printed()));
        }
        std::vector<std::string> known;
        for (const TableItem& item : form.table.items) {
            for (const std::string& array : item.arrays) {
                const bool is_list = item.is_codes && array == item.id;
                if (form.family.shared.contains(item.id) || form.family.shared_groups.contains(array) ||
                    is_list || std::ranges::find(known, array) != known.end()) {
                    continue;
                }
                known.push_back(array);
                out += fmt::format("  {}: {{{}name: {}}}\n", array,
                                   form.table.is_json ? "" : fmt::format("level: [{}], ", key_of(array)),
                                   yaml_scalar(item.section));
            }
        }
        // what the table does not know is carried; the shared header has it
        if (!form.table.is_json && form.family.shared.empty()) {
            out += "  carried: {kind: carried, name: 項目表にない列}\n";
        }
        return out.empty() ? out : "groups:\n" + out;
    }

    // The item that the table calls the key of the level, or its first one.
    std::string key_of(const std::string& level) const {
        const auto& items = form.table.items;
        const auto key = std::ranges::find_if(
            items, [&](const TableItem& item) { return item.level == level && item.is_key; });
        return (key != items.end() ? key : std::ranges::find(items, level, &TableItem::level))->id;
    }

    // The group of numbered columns that the item lies in; null: none.
    const NumberedGroup* group_of(const TableItem& item) const {
        const auto group = std::ranges::find(numbered, item.group, &NumberedGroup::id);
        return group == numbered.end() ? nullptr : &*group;
    }
    std::string id_of(const TableItem& item) const {
        return group_of(item) == nullptr ? item.id : item.group + "." + local_id(item);
    }
    std::string name_of(const TableItem& item) const {
        const NumberedGroup* const group = group_of(item);
        return group == nullptr ? item.name : group->name_of(item);
    }
    // The further rows of a group are no items of their own.
    bool is_repeated(const TableItem& item) const { return group_of(item) != nullptr && item.place != 1; }

    std::string item_line(const TableItem& item) const {
        if (is_repeated(item)) {
            return {};
        }
        const NumberedGroup* const group = group_of(item);
        const std::string column = group != nullptr   ? fmt::format("+{}", item.column - group->first + 1)
                                   : item.column == 0 ? ""
                                                      : std::to_string(item.column);
        return line(item, id_of(item), column, name_of(item));
    }

    // What the form adds to an item of the shared header.
    std::string added_line(const TableItem& item) const {
        std::vector<std::string> parts;
        if (item.column != 0 && form.family.shared.at(item.id).get("col") == nullptr) {
            parts.push_back(fmt::format("col: {}", item.column));
        }
        if (form.family.becomes_required(item)) {
            parts.emplace_back("card: 1");
        }
        if (form.family.takes_mark(item)) {
            parts.push_back("literal: " + yaml_scalar(form.mark));
        }
        return parts.empty() ? "" : fmt::format("  {:<30} {{{}}}\n", item.id + ":", fmt::join(parts, ", "));
    }

    std::string line(const TableItem& item, const std::string& id, const std::string& column,
                     const std::string& name) const {
        std::vector<std::string> parts;
        if (!column.empty()) {
            parts.push_back("col: " + column);
            add_head(item, id, parts);
        }
        parts.push_back("name: " + yaml_scalar(name));
        const yaml::Node* const known = form.family.item(id);
        if (known != nullptr && known->text_of("name") == name) {
            add_known(*known, item, parts);
        } else {
            add_own(item, parts);
        }
        return fmt::format("  {:<30} {{{}}}\n", id + ":", fmt::join(parts, ", "));
    }

    // The name of its column in the line of names, where it is another one than the id.
    void add_head(const TableItem& item, const std::string& id, std::vector<std::string>& parts) const {
        if (!has_names(form)) {
            return;
        }
        std::string head = head_of(item);
        if (group_of(item) != nullptr) {
            std::vector<std::string> names;
            for (const TableItem& each : form.table.items) {
                if (each.group == item.group && local_id(each) == local_id(item)) {
                    names.push_back(head_of(each));
                }
            }
            head = head_pattern(names);
        }
        if (head != id) {
            parts.push_back("head: " + yaml_scalar(head));
        }
    }

    // An item that the family has is written as there; whether it must be there and is an extension, the
    // table says.
    void add_known(const yaml::Node& known, const TableItem& item, std::vector<std::string>& parts) const {
        for (std::size_t i = 0; i < known.keys.size(); ++i) {
            const std::string& key = known.keys[i];
            if (key == "col" || key == "head" || key == "name" || key == "card" || key == "ext") {
                continue;
            }
            const yaml::Node& value = known.children[i];
            parts.push_back(fmt::format("{}: {}", key,
                                        key == "literal"                       ? yaml_scalar(form.mark)
                                        : value.kind == yaml::NodeKind::scalar ? yaml_scalar(value.text)
                                                                               : flow_text(value)));
            if (key == "type" && item.is_required) {
                parts.emplace_back("card: 1");
            }
            if (key == "type" && item.is_extension) {
                parts.emplace_back("ext: true");
            }
        }
    }

    static void add_own(const TableItem& item, std::vector<std::string>& parts) {
        parts.push_back("type: " + item.type);
        if (item.is_required) {
            parts.emplace_back("card: 1");
        }
        if (item.is_extension) {
            parts.emplace_back("ext: true");
        }
        if (item.is_sensitive) {
            parts.emplace_back("sensitive: true");
        }
        const std::pair<const char*, const std::string*> others[] = {
            {"literal", &item.literal}, {"none", &item.none},   {"min", &item.min},
            {"max", &item.max},         {"check", &item.check}, {"plausible", &item.plausible},
            {"pattern", &item.pattern}, {"from", &item.from}};
        for (const auto& [key, value] : others) {
            if (!value->empty()) {
                parts.push_back(fmt::format("{}: {}", key, yaml_scalar(*value)));
            }
        }
    }

    std::string rules() const {
        std::string out = mark_rule();
        std::set<std::string> orders; // both items may say it
        for (const TableItem& item : form.table.items) {
            out += fixed_rule(item);
            for (const TableOrder& order : item.orders) {
                if (std::string rule = order_rule(item, order);
                    !is_repeated(item) && orders.insert(rule).second) {
                    out += rule;
                }
            }
        }
        return out.empty() ? out : "\nrules:\n" + out;
    }

    // Where the family has no literal by which its files are recognised, it has a rule.
    std::string mark_rule() const {
        const std::string& id = form.family.ruled_mark;
        if (id.empty()) {
            return {};
        }
        const std::string text = fmt::format("{}が{}（{}）ではありません",
                                             form.family.item(id)->text_of("name"), form.title, form.mark);
        return value_rule(form.family.mark_rule, id, form.mark, text);
    }

    // A constant of a shared item cannot stand at the item: it becomes a rule.
    std::string fixed_rule(const TableItem& item) const {
        const bool is_mark = form.family.takes_mark(item) || item.id == form.family.ruled_mark;
        if (!form.family.shared.contains(item.id) || item.literal.empty() || is_mark) {
            return {};
        }
        return value_rule(item.id.substr(item.id.rfind('.') + 1) + "_fixed", item.id, item.literal,
                          fmt::format("{}が {} ではありません", item.name, item.literal));
    }

    static std::string value_rule(const std::string& rule, const std::string& item, const std::string& value,
                                  const std::string& text) {
        return fmt::format("  - {{id: {}, rule: value, if: {}, is: [{}], severity: error, text: {}}}\n", rule,
                           item, yaml_scalar(value), yaml_scalar(text));
    }

    std::string order_rule(const TableItem& item, const TableOrder& order) const {
        const TableItem& other = *std::ranges::find(form.table.items, order.other, &TableItem::id);
        const TableItem& first = order.is_after ? other : item;
        const TableItem& second = order.is_after ? item : other;
        std::string id = id_of(second) + "_after_" + id_of(first);
        std::ranges::replace(id, '.', '_');
        const std::string text =
            fmt::format("{}は{}以降でなければなりません", name_of(second), name_of(first));
        return fmt::format("  - {{id: {}, rule: order, first: {}, then: [{}], severity: error, text: {}}}\n",
                           id, id_of(first), id_of(second), yaml_scalar(text));
    }
};

} // namespace

std::string items_yaml(const NewForm& form) { return Items{form}.text(); }

} // namespace renkei::newform
