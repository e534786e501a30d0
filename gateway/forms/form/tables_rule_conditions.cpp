// `when:` of a rule: the conditions that must all hold.
#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <array>

namespace renkei::form {
namespace {

constexpr std::string_view written =
    "when: [{item: …, is | not | starts: […]} | {item: …} | {age: [birth, day], from: …, to: …} | "
    "{last: group}, …]";

struct ValuesKey {
    std::string_view key;
    RuleConditionKind kind;
};
constexpr std::array values_keys{ValuesKey{"is", RuleConditionKind::is},
                                 ValuesKey{"not", RuleConditionKind::is_not},
                                 ValuesKey{"starts", RuleConditionKind::starts}};

struct ConditionMaker {
    FormBuild& making;
    const yaml::Node& owner;
    const yaml::Node& condition;

    void add() {
        const bool is_map =
            condition.kind == yaml::NodeKind::map && check_values(condition, keys::condition, making.report);
        if (is_map && condition.get("item") != nullptr) {
            read_item();
        } else if (is_map && condition.get("age") != nullptr) {
            read_age();
        } else if (is_map && condition.get("last") != nullptr) {
            read_last();
        } else {
            wrong(condition, is_map && !condition.keys.empty() ? condition.keys.front() : condition.text);
            return;
        }
        making.tables.rule_conditions.push_back(out_);
    }

    void wrong(const yaml::Node& node, const std::string& found) {
        making.report.add(message::rule_keys_wrong, node.where(),
                          {std::string(owner.text_of("id")), std::string(owner.text_of("rule")),
                           std::string(written), found});
    }

    bool has_only(std::initializer_list<std::string_view> keys) {
        for (const std::string& key : condition.keys) {
            if (std::ranges::find(keys, key) == keys.end()) {
                wrong(condition, key);
                return false;
            }
        }
        return true;
    }

    void read_item() {
        out_.item = named(*condition.get("item"));
        out_.kind = RuleConditionKind::filled;
        if (condition.keys.size() > 2 || !has_only({"item", "is", "not", "starts"})) {
            wrong(condition, std::to_string(condition.keys.size()));
            return;
        }
        for (const ValuesKey& row : values_keys) {
            if (condition.get(row.key) != nullptr) {
                out_.kind = row.kind;
                read_values(row.key, row.kind != RuleConditionKind::starts);
            }
        }
    }

    void read_values(std::string_view key, bool are_whole) {
        out_.first_value = static_cast<std::uint32_t>(making.tables.rule_values.size());
        for (const yaml::Node* value : texts_at(condition, key)) {
            if (are_whole && out_.item != none && !may_have_value(making, out_.item, value->text)) {
                wrong(*value, value->text);
            }
            making.tables.rule_values.push_back(making.tables.blob.text(value->text));
        }
        out_.values = static_cast<std::uint32_t>(making.tables.rule_values.size()) - out_.first_value;
        if (out_.values == 0) {
            wrong(condition, std::string(key) + ": []");
        }
    }

    void read_age() {
        out_.kind = RuleConditionKind::age;
        const auto items = texts_at(condition, "age");
        const auto from = number_at(condition, keys::condition, "from");
        const auto to = number_at(condition, keys::condition, "to");
        const std::uint32_t oldest = key_of(keys::condition, "to").most;
        const bool is_whole = items.size() == 2 && (from || to) && from.value_or(0) <= to.value_or(oldest);
        if (!has_only({"age", "from", "to"})) {
            return;
        }
        if (!is_whole) {
            wrong(condition, "age: " + std::to_string(items.size()));
            return;
        }
        out_.item = day(*items[0]);
        out_.other = day(*items[1]);
        out_.first_value = static_cast<std::uint32_t>(making.tables.rule_values.size());
        for (const std::uint32_t bound : {from.value_or(0), to.value_or(oldest)}) {
            making.tables.rule_values.push_back(making.tables.blob.text(std::to_string(bound)));
        }
        out_.values = 2;
    }

    ItemId day(const yaml::Node& node) {
        const ItemId item = named(node);
        if (item != none && making.tables.items[item].type != ItemType::date &&
            making.tables.items[item].type != ItemType::datetime) {
            wrong(node, node.text + ": " + std::string(type_name(making.tables.items[item].type)));
        }
        return item;
    }

    void read_last() {
        out_.kind = RuleConditionKind::last_row;
        if (!has_only({"last"})) {
            return;
        }
        const yaml::Node& group = *condition.get("last");
        const auto found = making.tables.group_by_id.find(group.text);
        if (found == making.tables.group_by_id.end() || found->second == document_group) {
            names_nothing(group, nearest(group.text, making.tables.group_by_id));
            return;
        }
        out_.group = found->second;
    }

    ItemId named(const yaml::Node& node) {
        const auto found = making.tables.item_by_id.find(node.text);
        if (found == making.tables.item_by_id.end()) {
            names_nothing(node, nearest(node.text, making.tables.item_by_id));
            return none;
        }
        return found->second;
    }

    void names_nothing(const yaml::Node& node, std::string like) {
        making.report.add(message::rule_names_nothing, node.where(),
                          {std::string(owner.text_of("id")), node.text, std::move(like)});
    }

    RuleCondition out_{.item = none,
                       .other = none,
                       .group = none,
                       .kind = RuleConditionKind::filled,
                       .unused = 0,
                       .first_value = 0,
                       .values = 0};
};

} // namespace

bool may_have_value(const FormBuild& build, ItemId id, std::string_view value) {
    const Item& item = build.tables.items[id];
    if (item.type == ItemType::flag) {
        return value == "1" || value == "0";
    }
    return item.list == none || row_of(build, item.list, value) != none;
}

bool has_condition_about(const yaml::Node& rule, const std::function<bool(const std::string&)>& is_gone) {
    const yaml::Node* const when = rule.get("when");
    if (when == nullptr || when->kind != yaml::NodeKind::list) {
        return false;
    }
    return std::ranges::any_of(when->children, [&](const yaml::Node& condition) {
        const yaml::Node* const age = condition.get("age");
        const bool of_age = age != nullptr && std::ranges::any_of(age->children, [&](const yaml::Node& item) {
                                return is_gone(item.text);
                            });
        return of_age || is_gone(std::string(condition.text_of("item"))) ||
               is_gone(std::string(condition.text_of("last")));
    });
}

void add_rule_conditions(FormBuild& build, const yaml::Node& rule, Rule& out) {
    out.first_condition = static_cast<std::uint32_t>(build.tables.rule_conditions.size());
    const yaml::Node* const when = rule.get("when");
    if (when == nullptr) {
        return;
    }
    if (when->kind != yaml::NodeKind::list || when->children.empty()) {
        report_wrong(*when, std::string(written), build.report);
        return;
    }
    for (const yaml::Node& condition : when->children) {
        ConditionMaker{build, rule, condition}.add();
    }
    out.conditions = static_cast<std::uint32_t>(build.tables.rule_conditions.size()) - out.first_condition;
}

} // namespace renkei::form
