#include "gateway/core/text/joined.h"
#include "gateway/forms/form/rule_span.h"
#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace renkei::form {
namespace {

enum class Is : std::uint8_t { nothing, maybe, values, pattern, how_many, span };

// What a rule of each kind is written with.
struct RuleShape {
    std::string_view name;
    RuleKind kind;
    std::string_view subject; // key that names the subject, or empty
    Is is;
    bool may_be_any;
    bool takes_groups; // a target may be a group
    std::size_t min_targets;
    std::size_t max_targets;
    std::string_view written;
};
constexpr std::size_t many = 1000;
constexpr std::array rule_shapes{
    RuleShape{"required-if", RuleKind::required_if, "if", Is::maybe, true, true, 1, many,
              "if, [is], then, [any]"},
    RuleShape{"empty-if", RuleKind::empty_if, "if", Is::maybe, false, true, 1, many,
              "if, [is], then, [stop]"},
    RuleShape{"exclusive", RuleKind::exclusive, "if", Is::nothing, false, false, 1, many, "if, then, [stop]"},
    RuleShape{"order", RuleKind::order, "first", Is::nothing, false, false, 1, 1, "first, then: [second]"},
    RuleShape{"sum", RuleKind::sum, "total", Is::nothing, false, false, 1, many, "total, then"},
    RuleShape{"one-of", RuleKind::one_of, "", Is::how_many, false, true, 2, many,
              "then: [a, b, …], is: [least | most | exactly]"},
    RuleShape{"agrees", RuleKind::agrees, "item", Is::nothing, false, false, 2, 2,
              "item, then: [birth, day]"},
    RuleShape{"pattern", RuleKind::pattern, "", Is::pattern, false, false, 1, many, "then, is: [RE2]"},
    RuleShape{"value", RuleKind::value, "if", Is::values, false, false, 0, 0, "if, is"},
    RuleShape{"span", RuleKind::span, "first", Is::span, false, false, 1, 1,
              "first, then: [last], is: [N months | N days]"},
    RuleShape{"only-if", RuleKind::only_if, "", Is::nothing, false, true, 1, many, "then, when: [{…}, …]"},
};
constexpr std::array<std::string_view, 3> how_many{"least", "most", "exactly"};

bool is_temporal(ItemType type) {
    return type == ItemType::date || type == ItemType::month || type == ItemType::datetime;
}
bool is_number(ItemType type) { return type == ItemType::integer || type == ItemType::decimal; }

struct RuleMaker {
    FormBuild& making;
    const yaml::Node& source;
    const RuleShape* shape = nullptr;
    std::string rule_id{};
    Rule out{};

    void add() {
        if (source.kind != yaml::NodeKind::map) {
            report_wrong(source, "{id: …, rule: …, severity: …, text: …}", making.report);
            return;
        }
        read_common();
        if (shape == nullptr || !has_right_keys()) {
            return;
        }
        const yaml::Node* subject = shape->subject.empty() ? nullptr : source.get(shape->subject);
        const std::vector<const yaml::Node*> targets = texts_at(source, "then");
        if (is_of_another_version(subject, targets)) {
            return;
        }
        out.kind = shape->kind;
        out.any = source.get("any") != nullptr ? 1 : 0;
        out.stop = source.get("stop") != nullptr ? 1 : 0;
        out.subject = subject == nullptr ? ItemId() : subject_item(*subject);
        read_targets(targets);
        read_values();
        add_rule_conditions(making, source, out);
        check_types();
        check_groups();
        making.tables.rules.push_back(out);
    }

    Tables& tables() { return making.tables; }
    Str text(std::string_view value) { return making.tables.blob.text(value); }

    void wrong(const yaml::Node& node, std::string expected, std::string found) {
        const std::string kind(source.text_of("rule"));
        making.report.add(message::rule_keys_wrong, node.where(),
                          {rule_id, kind, std::move(expected), std::move(found)});
    }

    void read_common() {
        check_values(source, keys::rule, making.report);
        rule_id = source.text_of("id");
        out.id = text(rule_id);
        out.text = text(source.text_of("text"));
        const std::string_view severity = source.text_of("severity");
        const auto known = diag::severity_of(severity);
        if (!known && !severity.empty()) {
            wrong(*source.get("severity"), "error | warning | information", std::string(severity));
        }
        out.severity = static_cast<std::uint8_t>(known.value_or(diag::Severity::error));
        if (!source.text_of("rule").empty()) {
            find_shape(*source.get("rule"));
        }
    }

    void find_shape(const yaml::Node& kind) {
        const auto found = std::ranges::find_if(
            rule_shapes, [&](const RuleShape& source_type) { return source_type.name == kind.text; });
        if (found != rule_shapes.end()) {
            shape = &*found;
            return;
        }
        std::vector<std::string_view> names;
        std::ranges::transform(rule_shapes, std::back_inserter(names),
                               [](const RuleShape& source_type) { return source_type.name; });
        wrong(kind, text::joined(names, " | "), kind.text);
    }

    bool takes(std::string_view key) const {
        constexpr std::array<std::string_view, 5> common{"id", "rule", "severity", "text", "when"};
        const bool may_stop = shape->kind == RuleKind::empty_if || shape->kind == RuleKind::exclusive;
        return std::ranges::find(common, key) != common.end() || key == shape->subject ||
               (key == "is" && shape->is != Is::nothing) || (key == "any" && shape->may_be_any) ||
               (key == "stop" && may_stop) || (key == "then" && shape->max_targets > 0);
    }

    bool has_right_keys() {
        const bool has_subject = shape->subject.empty() || source.get(shape->subject) != nullptr;
        const bool needs_is = shape->is != Is::nothing && shape->is != Is::maybe;
        const bool has_is = !needs_is || source.get("is") != nullptr;
        const bool has_then = shape->max_targets == 0 || source.get("then") != nullptr;
        const bool knows_all =
            std::ranges::all_of(source.keys, [&](const std::string& key) { return takes(key); });
        const bool has_when = shape->kind != RuleKind::only_if || source.get("when") != nullptr;
        if (has_subject && has_is && has_then && has_when && knows_all) {
            return true;
        }
        const std::vector<std::string_view> found(source.keys.begin(), source.keys.end());
        wrong(source, "id, rule, severity, text, " + std::string(shape->written), text::joined(found, ", "));
        return false;
    }

    // A rule about items that this version of the form does not have is no rule of this version.
    bool is_of_another_version(const yaml::Node* subject,
                               const std::vector<const yaml::Node*>& targets) const {
        const auto is_gone = [&](const yaml::Node* node) {
            return making.tables.without.contains(node->text);
        };
        return (subject != nullptr && is_gone(subject)) || std::ranges::any_of(targets, is_gone) ||
               has_condition_about(source,
                                   [&](const std::string& id) { return making.tables.without.contains(id); });
    }

    ItemId subject_item(const yaml::Node& node) {
        const auto found = tables().item_by_id.find(node.text);
        if (found == tables().item_by_id.end()) {
            names_nothing(node);
            return none;
        }
        return found->second;
    }

    void names_nothing(const yaml::Node& node) {
        making.report.add(message::rule_names_nothing, node.where(),
                          {rule_id, node.text, nearest(node.text, tables().item_by_id)});
    }

    void read_targets(const std::vector<const yaml::Node*>& targets) {
        out.first_target = static_cast<std::uint32_t>(tables().rule_targets.size());
        for (const yaml::Node* node : targets) {
            const auto item = tables().item_by_id.find(node->text);
            const auto group = tables().group_by_id.find(node->text);
            if (shape->takes_groups && group != tables().group_by_id.end()) {
                tables().rule_targets.push_back(group->second);
            } else if (item != tables().item_by_id.end()) {
                tables().rule_targets.push_back(item->second);
            } else {
                names_nothing(*node);
            }
        }
        out.targets = static_cast<std::uint32_t>(tables().rule_targets.size()) - out.first_target;
        if (shape->max_targets > 0 &&
            (targets.size() < shape->min_targets || targets.size() > shape->max_targets)) {
            wrong(*source.get("then"), std::string(shape->written),
                  "then: " + std::to_string(targets.size()));
        }
    }

    void read_values() {
        out.first_value = static_cast<std::uint32_t>(tables().rule_values.size());
        for (const yaml::Node* value : texts_at(source, "is")) {
            check_value(*value);
            tables().rule_values.push_back(text(value->text));
        }
        out.values = static_cast<std::uint32_t>(tables().rule_values.size()) - out.first_value;
        const bool is_one = shape->is == Is::how_many || shape->is == Is::pattern || shape->is == Is::span;
        const yaml::Node* is = source.get("is");
        if (is != nullptr && (out.values == 0 || (is_one && out.values != 1))) {
            wrong(*is, std::string(shape->written), "is: " + std::to_string(out.values));
        }
    }

    void check_value(const yaml::Node& value) {
        if (shape->is == Is::how_many && std::ranges::find(how_many, value.text) == how_many.end()) {
            wrong(value, text::joined(how_many, " | "), value.text);
        }
        if (shape->is == Is::span && !rule_span(value.text)) {
            wrong(value, "N months | N days", value.text);
        }
        if (shape->is == Is::pattern) {
            const RE2 compiled(value.text, RE2::Quiet);
            if (!compiled.ok()) {
                wrong(value, "RE2", compiled.error());
            }
        }
        const bool is_of_subject = shape->is == Is::maybe || shape->is == Is::values;
        if (is_of_subject && out.subject != none && !may_have_value(making, out.subject, value.text)) {
            wrong(value, value_space(tables().items[out.subject]), value.text);
        }
    }

    std::string value_space(const Item& item) const {
        return item.type == ItemType::flag ? "1 | 0" : "code of '" + making.tables.list_ids[item.list] + "'";
    }

    ItemType target_type(std::uint32_t index) {
        return tables().items[tables().rule_targets[out.first_target + index].item()].type;
    }

    void check_types() {
        const bool is_whole =
            out.targets >= shape->min_targets && (shape->subject.empty() || out.subject != none);
        if (!is_whole) {
            return;
        }
        const ItemType subject = out.subject == none ? ItemType::text : tables().items[out.subject].type;
        if (out.kind == RuleKind::order) {
            const ItemType second = target_type(0);
            const bool fit = (is_temporal(subject) && is_temporal(second)) ||
                             (is_number(subject) && is_number(second)) ||
                             (subject == ItemType::time && second == ItemType::time);
            refuse_types_unless(fit, "date ≤ date, time ≤ time, number ≤ number", {subject, second});
        }
        if (out.kind == RuleKind::span) {
            const ItemType last = target_type(0);
            refuse_types_unless(is_temporal(subject) && is_temporal(last), "date … date", {subject, last});
        }
        if (out.kind == RuleKind::agrees) {
            const bool fit =
                is_number(subject) && target_type(0) == ItemType::date && is_temporal(target_type(1));
            refuse_types_unless(fit, "item: int, then: [date, date | datetime]",
                                {subject, target_type(0), target_type(1)});
        }
        for (std::uint32_t i = 0; out.kind == RuleKind::sum && i < out.targets; ++i) {
            const auto adds = [](ItemType type) { return is_number(type) || type == ItemType::code; };
            refuse_types_unless(adds(subject) && adds(target_type(i)), "int | dec",
                                {subject, target_type(i)});
        }
    }

    void refuse_types_unless(bool fit, std::string expected, const std::vector<ItemType>& found) {
        if (!fit) {
            std::vector<std::string_view> names;
            std::ranges::transform(found, std::back_inserter(names), type_name);
            wrong(source, std::move(expected), text::joined(names, ", "));
        }
    }

    bool is_above(GroupId above, GroupId group) {
        while (group != above && group != document_group) {
            group = tables().groups[group].parent;
        }
        return group == above;
    }

    // One row must see all items: they stand in it or in the rows above it.
    void check_groups() {
        std::vector<GroupId> groups;
        if (out.subject != none) {
            groups.push_back(tables().items[out.subject].group);
        }
        for (std::uint32_t i = 0; i < out.targets; ++i) {
            const RuleTarget target = tables().rule_targets[out.first_target + i];
            groups.push_back(target.is_group() ? tables().groups[target.group()].parent
                                               : tables().items[target.item()].group);
        }
        for (std::uint32_t i = 0; i < out.conditions; ++i) {
            const RuleCondition& condition = tables().rule_conditions[out.first_condition + i];
            for (const ItemId item : {condition.item, condition.other}) {
                if (item != none) {
                    groups.push_back(tables().items[item].group);
                }
            }
            if (condition.group != none) {
                groups.push_back(condition.group);
            }
        }
        for (const GroupId a : groups) {
            for (const GroupId b : groups) {
                if (!is_above(a, b) && !is_above(b, a)) {
                    wrong(source, "one group", tables().group_ids[a] + " / " + tables().group_ids[b]);
                    return;
                }
            }
        }
    }
};

} // namespace

void build_rules(FormBuild& build) {
    std::map<std::string, diag::Where> ids;
    for (const yaml::Node& part : build.folder.parts) {
        const yaml::Node* rules = part.get("rules");
        if (rules != nullptr && rules->kind != yaml::NodeKind::list) {
            report_wrong(*rules, "rules: [{…}, …]", build.report);
            continue;
        }
        for (std::size_t i = 0; rules != nullptr && i < rules->children.size(); ++i) {
            const yaml::Node& rule = rules->children[i];
            const std::string id(rule.text_of("id"));
            const auto [at, fresh] = ids.try_emplace(id, rule.where());
            if (!fresh && !id.empty()) {
                report_twice(id, rule.where(), at->second, build.report);
            }
            RuleMaker{build, rule}.add();
        }
    }
}

} // namespace renkei::form
