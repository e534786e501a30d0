#include "gateway/forms/form/rule_span.h"
#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace renkei::form {
namespace {

namespace message = diag::message;

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

class RuleMaker {
public:
    RuleMaker(FormBuild& build, const yaml::Node& node) : making_(build), node_(node) {}

    void add() {
        if (node_.kind != yaml::NodeKind::map) {
            report_wrong(node_, "{id: …, rule: …, severity: …, text: …}", making_.report);
            return;
        }
        read_common();
        if (shape_ == nullptr || !has_right_keys()) {
            return;
        }
        const yaml::Node* subject = shape_->subject.empty() ? nullptr : node_.get(shape_->subject);
        const std::vector<const yaml::Node*> targets = texts_at(node_, "then");
        if (is_of_another_version(subject, targets)) {
            return;
        }
        out_.kind = shape_->kind;
        out_.any = node_.get("any") != nullptr ? 1 : 0;
        out_.stop = node_.get("stop") != nullptr ? 1 : 0;
        out_.subject = subject == nullptr ? ItemId() : subject_item(*subject);
        read_targets(targets);
        read_values();
        add_rule_conditions(making_, node_, out_);
        check_types();
        check_groups();
        making_.tables.rules.push_back(out_);
    }

private:
    Tables& tables() { return making_.tables; }
    Str text(std::string_view value) { return making_.tables.blob.text(value); }

    void wrong(const yaml::Node& node, std::string expected, std::string found) {
        const std::string kind(node_.text_of("rule"));
        making_.report.add(message::rule_keys_wrong, node.where(),
                           {id_, kind, std::move(expected), std::move(found)});
    }

    void read_common() {
        check_values(node_, keys::rule, making_.report);
        id_ = node_.text_of("id");
        out_.id = text(id_);
        out_.text = text(node_.text_of("text"));
        const std::string_view severity = node_.text_of("severity");
        const auto known = diag::severity_of(severity);
        if (!known && !severity.empty()) {
            wrong(*node_.get("severity"), "error | warning | information", std::string(severity));
        }
        out_.severity = static_cast<std::uint8_t>(known.value_or(diag::Severity::error));
        if (!node_.text_of("rule").empty()) {
            find_shape(*node_.get("rule"));
        }
    }

    void find_shape(const yaml::Node& kind) {
        const auto found =
            std::find_if(rule_shapes.begin(), rule_shapes.end(),
                         [&](const RuleShape& source_type) { return source_type.name == kind.text; });
        if (found != rule_shapes.end()) {
            shape_ = &*found;
            return;
        }
        std::vector<std::string_view> names;
        std::transform(rule_shapes.begin(), rule_shapes.end(), std::back_inserter(names),
                       [](const RuleShape& source_type) { return source_type.name; });
        wrong(kind, joined(names, " | "), kind.text);
    }

    bool takes(std::string_view key) const {
        constexpr std::array<std::string_view, 5> common{"id", "rule", "severity", "text", "when"};
        const bool may_stop = shape_->kind == RuleKind::empty_if || shape_->kind == RuleKind::exclusive;
        return std::find(common.begin(), common.end(), key) != common.end() || key == shape_->subject ||
               (key == "is" && shape_->is != Is::nothing) || (key == "any" && shape_->may_be_any) ||
               (key == "stop" && may_stop) || (key == "then" && shape_->max_targets > 0);
    }

    bool has_right_keys() {
        const bool has_subject = shape_->subject.empty() || node_.get(shape_->subject) != nullptr;
        const bool needs_is = shape_->is != Is::nothing && shape_->is != Is::maybe;
        const bool has_is = !needs_is || node_.get("is") != nullptr;
        const bool has_then = shape_->max_targets == 0 || node_.get("then") != nullptr;
        const bool knows_all = std::all_of(node_.keys.begin(), node_.keys.end(),
                                           [&](const std::string& key) { return takes(key); });
        const bool has_when = shape_->kind != RuleKind::only_if || node_.get("when") != nullptr;
        if (has_subject && has_is && has_then && has_when && knows_all) {
            return true;
        }
        const std::vector<std::string_view> found(node_.keys.begin(), node_.keys.end());
        wrong(node_, "id, rule, severity, text, " + std::string(shape_->written), joined(found, ", "));
        return false;
    }

    // A rule about items that this version of the form does not have is no rule of this version.
    bool is_of_another_version(const yaml::Node* subject,
                               const std::vector<const yaml::Node*>& targets) const {
        const auto is_gone = [&](const yaml::Node* node) {
            return making_.tables.without.contains(node->text);
        };
        return (subject != nullptr && is_gone(subject)) ||
               std::any_of(targets.begin(), targets.end(), is_gone) ||
               has_condition_about(
                   node_, [&](const std::string& id) { return making_.tables.without.contains(id); });
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
        making_.report.add(message::rule_names_nothing, node.where(),
                           {id_, node.text, nearest(node.text, tables().item_by_id)});
    }

    void read_targets(const std::vector<const yaml::Node*>& targets) {
        out_.first_target = static_cast<std::uint32_t>(tables().rule_targets.size());
        for (const yaml::Node* node : targets) {
            const auto item = tables().item_by_id.find(node->text);
            const auto group = tables().group_by_id.find(node->text);
            if (shape_->takes_groups && group != tables().group_by_id.end()) {
                tables().rule_targets.push_back(group->second);
            } else if (item != tables().item_by_id.end()) {
                tables().rule_targets.push_back(item->second);
            } else {
                names_nothing(*node);
            }
        }
        out_.targets = static_cast<std::uint32_t>(tables().rule_targets.size()) - out_.first_target;
        if (shape_->max_targets > 0 &&
            (targets.size() < shape_->min_targets || targets.size() > shape_->max_targets)) {
            wrong(*node_.get("then"), std::string(shape_->written),
                  "then: " + std::to_string(targets.size()));
        }
    }

    void read_values() {
        out_.first_value = static_cast<std::uint32_t>(tables().rule_values.size());
        for (const yaml::Node* value : texts_at(node_, "is")) {
            check_value(*value);
            tables().rule_values.push_back(text(value->text));
        }
        out_.values = static_cast<std::uint32_t>(tables().rule_values.size()) - out_.first_value;
        const bool is_one = shape_->is == Is::how_many || shape_->is == Is::pattern || shape_->is == Is::span;
        const yaml::Node* is = node_.get("is");
        if (is != nullptr && (out_.values == 0 || (is_one && out_.values != 1))) {
            wrong(*is, std::string(shape_->written), "is: " + std::to_string(out_.values));
        }
    }

    void check_value(const yaml::Node& value) {
        if (shape_->is == Is::how_many &&
            std::find(how_many.begin(), how_many.end(), value.text) == how_many.end()) {
            wrong(value, joined(how_many, " | "), value.text);
        }
        if (shape_->is == Is::span && !rule_span(value.text)) {
            wrong(value, "N months | N days", value.text);
        }
        if (shape_->is == Is::pattern) {
            const RE2 compiled(value.text, RE2::Quiet);
            if (!compiled.ok()) {
                wrong(value, "RE2", compiled.error());
            }
        }
        const bool is_of_subject = shape_->is == Is::maybe || shape_->is == Is::values;
        if (is_of_subject && out_.subject != none && !may_have_value(making_, out_.subject, value.text)) {
            wrong(value, value_space(tables().items[out_.subject]), value.text);
        }
    }

    std::string value_space(const Item& item) const {
        return item.type == ItemType::flag ? "1 | 0" : "code of '" + making_.tables.list_ids[item.list] + "'";
    }

    ItemType target_type(std::uint32_t index) {
        return tables().items[tables().rule_targets[out_.first_target + index].item()].type;
    }

    void check_types() {
        const bool is_whole =
            out_.targets >= shape_->min_targets && (shape_->subject.empty() || out_.subject != none);
        if (!is_whole) {
            return;
        }
        const ItemType subject = out_.subject == none ? ItemType::text : tables().items[out_.subject].type;
        if (out_.kind == RuleKind::order) {
            const ItemType second = target_type(0);
            const bool fit = (is_temporal(subject) && is_temporal(second)) ||
                             (is_number(subject) && is_number(second)) ||
                             (subject == ItemType::time && second == ItemType::time);
            refuse_types_unless(fit, "date ≤ date, time ≤ time, number ≤ number", {subject, second});
        }
        if (out_.kind == RuleKind::span) {
            const ItemType last = target_type(0);
            refuse_types_unless(is_temporal(subject) && is_temporal(last), "date … date", {subject, last});
        }
        if (out_.kind == RuleKind::agrees) {
            const bool fit =
                is_number(subject) && target_type(0) == ItemType::date && is_temporal(target_type(1));
            refuse_types_unless(fit, "item: int, then: [date, date | datetime]",
                                {subject, target_type(0), target_type(1)});
        }
        for (std::uint32_t i = 0; out_.kind == RuleKind::sum && i < out_.targets; ++i) {
            const auto adds = [](ItemType type) { return is_number(type) || type == ItemType::code; };
            refuse_types_unless(adds(subject) && adds(target_type(i)), "int | dec",
                                {subject, target_type(i)});
        }
    }

    void refuse_types_unless(bool fit, std::string expected, const std::vector<ItemType>& found) {
        if (!fit) {
            std::vector<std::string_view> names;
            std::transform(found.begin(), found.end(), std::back_inserter(names), type_name);
            wrong(node_, std::move(expected), joined(names, ", "));
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
        if (out_.subject != none) {
            groups.push_back(tables().items[out_.subject].group);
        }
        for (std::uint32_t i = 0; i < out_.targets; ++i) {
            const RuleTarget target = tables().rule_targets[out_.first_target + i];
            groups.push_back(target.is_group() ? tables().groups[target.group()].parent
                                               : tables().items[target.item()].group);
        }
        for (std::uint32_t i = 0; i < out_.conditions; ++i) {
            const RuleCondition& condition = tables().rule_conditions[out_.first_condition + i];
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
                    wrong(node_, "one group", tables().group_ids[a] + " / " + tables().group_ids[b]);
                    return;
                }
            }
        }
    }

    FormBuild& making_;
    const yaml::Node& node_;
    const RuleShape* shape_ = nullptr;
    std::string id_;
    Rule out_{};
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
            RuleMaker(build, rule).add();
        }
    }
}

} // namespace renkei::form
