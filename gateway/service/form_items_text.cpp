// items.yaml of a new form.
#include "gateway/service/form_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace renkei::service {
namespace {

// Numbered columns that stand at a regular distance become a group; others stay items of their own.
struct Numbered {
    unsigned first = 0;   // column
    unsigned stride = 0;
    unsigned rows = 0;
    std::string name;
    bool is_regular = true;
};

// What stands before the number in the name: "家族1 氏名" → "家族".
std::string name_before_number(const std::string& name) { return name.substr(0, name.find_first_of("0123456789")); }

std::string name_behind_number(const std::string& name) {
    const std::size_t digit = name.find_first_of("0123456789");
    const std::size_t after = digit == std::string::npos ? std::string::npos : name.find_first_not_of("0123456789 ", digit);
    return after == std::string::npos ? name : name.substr(after);
}

// "medicine_2_name" in group medicine → "name"
std::string local_id(const TableItem& item) {
    const std::string prefix = fmt::format("{}_{}_", item.group, item.place);
    return item.id.starts_with(prefix) ? item.id.substr(prefix.size()) : std::string();
}

std::map<std::string, Numbered> numbered_groups(const ItemTable& table) {
    std::map<std::string, Numbered> out;
    std::map<std::string, unsigned> first_rows;  // "group.local" → column in row 1
    for (const TableItem& item : table.items) {
        if (item.group.empty()) {
            continue;
        }
        Numbered& group = out[item.group];
        const std::string local = local_id(item);
        const std::string key = item.group + "." + local;
        if (item.place == 1) {
            group.first = group.first == 0 ? item.column : group.first;
            group.name = name_before_number(item.name);
            group.rows = item.rows;
            first_rows[key] = item.column;
        } else if (item.place == 2 && group.stride == 0) {
            group.stride = item.column - group.first;
        }
        const auto first = first_rows.find(key);
        group.is_regular &= !local.empty() && first != first_rows.end() && item.column == first->second + (item.place - 1) * group.stride;
    }
    std::erase_if(out, [](const auto& each) { return !each.second.is_regular || each.second.stride == 0; });
    return out;
}

class Items {
public:
    explicit Items(const NewForm& form) : form_(form), numbered_(numbered_groups(form.table)) {}

    std::string text() {
        std::string out = fmt::format("# {}: the items of the table, in its order.\n{}\nitems:\n", form_.title, groups());
        std::string section;
        for (const TableItem& item : form_.table.items) {
            if (form_.family.shared.contains(item.id)) {
                continue;
            }
            const std::string line = item_line(item);
            if (!line.empty() && item.section != section) {
                section = item.section;
                out += fmt::format("  # {}\n", section);
            }
            out += line;
        }
        return out + rules();
    }

private:
    std::string groups() const {
        std::string out;
        for (const auto& [id, group] : numbered_) {
            out += fmt::format("  {}: {{rows: {}, at: {}, stride: {}, name: {}}}\n", id, group.rows, group.first, group.stride, yaml_scalar(group.name.empty() ? id : group.name));
        }
        std::vector<std::string> known;
        for (const TableItem& item : form_.table.items) {
            for (const std::string& array : item.arrays) {
                const bool is_list = item.is_codes && array == item.id;
                if (form_.family.shared.contains(item.id) || is_list || std::ranges::find(known, array) != known.end()) {
                    continue;
                }
                known.push_back(array);
                out += fmt::format("  {}: {{name: {}}}\n", array, yaml_scalar(item.section));
            }
        }
        // what the table does not know is carried; JSON forms have it from the shared header
        if (!form_.table.is_json) {
            out += "  carried: {kind: carried, name: 項目表にない列}\n";
        }
        return out.empty() ? out : "groups:\n" + out;
    }

    std::string item_line(const TableItem& item) const {
        const auto group = numbered_.find(item.group);
        if (group == numbered_.end()) {
            return line(item, item.id, item.column == 0 ? "" : std::to_string(item.column), item.name);
        }
        if (item.place != 1) {
            return {};
        }
        return line(item, item.group + "." + local_id(item), fmt::format("+{}", item.column - group->second.first + 1), name_behind_number(item.name));
    }

    std::string line(const TableItem& item, const std::string& id, const std::string& column, const std::string& name) const {
        std::vector<std::string> parts;
        if (!column.empty()) {
            parts.push_back("col: " + column);
        }
        parts.push_back("name: " + yaml_scalar(name));
        const yaml::Node* const known = form_.family.item(id);
        if (known != nullptr && known->text_of("name") == name) {
            add_known(*known, parts);
        } else {
            add_own(item, parts);
        }
        return fmt::format("  {:<30} {{{}}}\n", id + ":", fmt::join(parts, ", "));
    }

    // An item of the header is written as the family writes it.
    void add_known(const yaml::Node& known, std::vector<std::string>& parts) const {
        for (std::size_t i = 0; i < known.keys.size(); ++i) {
            const std::string& key = known.keys[i];
            if (key == "col" || key == "name") {
                continue;
            }
            parts.push_back(fmt::format("{}: {}", key, yaml_scalar(key == "literal" ? form_.mark : known.children[i].text)));
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
        const std::pair<const char*, const std::string*> others[] = {{"literal", &item.literal}, {"min", &item.min}, {"max", &item.max}, {"check", &item.check}, {"pattern", &item.pattern}, {"from", &item.from}};
        for (const auto& [key, value] : others) {
            if (!value->empty()) {
                parts.push_back(fmt::format("{}: {}", key, yaml_scalar(*value)));
            }
        }
    }

    // A constant of a shared item cannot stand at the item: it becomes a rule.
    std::string rules() const {
        std::string out;
        for (const TableItem& item : form_.table.items) {
            if (form_.family.shared.contains(item.id) && !item.literal.empty()) {
                out += fmt::format("  - {{id: {}_fixed, rule: value, if: {}, is: [{}], severity: error, text: {}が {} ではありません}}\n", item.id.substr(item.id.rfind('.') + 1), item.id, item.literal, item.name, item.literal);
            }
        }
        return out.empty() ? out : "\nrules:\n" + out;
    }

    const NewForm& form_;
    std::map<std::string, Numbered> numbered_;
};

}  // namespace

std::string items_yaml(const NewForm& form) { return Items(form).text(); }

}  // namespace renkei::service
