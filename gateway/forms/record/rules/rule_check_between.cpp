// The kinds of rules between items.
#include "gateway/core/time/date.h"
#include "gateway/forms/form/rule_span.h"
#include "gateway/forms/record/rules/rule_check.h"
#include "gateway/forms/record/value/calendar.h"
#include "generated/messages/rules.h"

#include <algorithm>

namespace renkei::record {
namespace {

const Row& row_of(const Row& row, form::GroupId group) {
    const Row* out = &row;
    while (out->group != group) {
        out = out->parent;
    }
    return *out;
}

} // namespace

void RuleCheck::between(const Row& row, form::RuleId id) {
    const form::Rule& rule = form_.rules()[id];
    if (rule.kind != form::RuleKind::only_if && !all_hold(row, rule)) {
        return;
    }
    switch (rule.kind) {
    case form::RuleKind::required_if: required_if(row, rule); return;
    case form::RuleKind::empty_if: empty_if(row, rule); return;
    case form::RuleKind::exclusive: exclusive(row, rule); return;
    case form::RuleKind::order: order(row, rule); return;
    case form::RuleKind::sum: sum(row, rule); return;
    case form::RuleKind::one_of: one_of(row, rule); return;
    case form::RuleKind::agrees: agrees(row, rule); return;
    case form::RuleKind::pattern: pattern(row, rule); return;
    case form::RuleKind::value: value_of(row, rule); return;
    case form::RuleKind::span: span(row, rule); return;
    case form::RuleKind::only_if: only_if(row, rule); return;
    }
}

bool RuleCheck::all_hold(const Row& row, const form::Rule& rule) const {
    return std::ranges::all_of(form_.conditions(rule),
                               [&](const form::RuleCondition& condition) { return holds(row, condition); });
}

bool RuleCheck::holds(const Row& row, const form::RuleCondition& condition) const {
    if (condition.kind == form::RuleConditionKind::last_row) {
        const Row& of_group = row_of(row, condition.group);
        return of_group.index + 1 == of_group.parent->groups[form_.groups()[condition.group].slot].count;
    }
    const std::string_view text = value_at(row, condition.item).text();
    const std::span<const form::Str> values = form_.values(condition);
    const auto is_one = [&] {
        return std::ranges::any_of(values, [&](form::Str v) { return form_.text(v) == text; });
    };
    switch (condition.kind) {
    case form::RuleConditionKind::is: return is_one();
    case form::RuleConditionKind::is_not: return !is_one();
    case form::RuleConditionKind::filled: return is_filled(row, condition.item);
    case form::RuleConditionKind::starts:
        return std::ranges::any_of(values, [&](form::Str v) { return text.starts_with(form_.text(v)); });
    case form::RuleConditionKind::age: {
        const std::optional<int> age = time::full_years(text, value_at(row, condition.other).text());
        const auto is_within = [&](const base::Number& years) {
            return !(years < *base::Number::of(form_.text(values[0]))) &&
                   !(*base::Number::of(form_.text(values[1])) < years);
        };
        return age && is_within(*base::Number::of(std::to_string(*age)));
    }
    case form::RuleConditionKind::last_row: break;
    }
    return false;
}

const ItemValue& RuleCheck::value_at(const Row& row, form::ItemId item) const {
    const form::Item& about = form_.items()[item];
    return row_of(row, about.group).values[about.slot];
}

bool RuleCheck::is_filled(const Row& row, form::RuleTarget target) const {
    if (target.is_group()) {
        const form::Group& group = form_.groups()[target.group()];
        return row_of(row, group.parent).groups[group.slot].count > 0;
    }
    const form::ItemId item = target.item();
    const std::string_view text = value_at(row, item).text();
    return form_.items()[item].type == form::ItemType::flag ? text == "1" : !text.empty();
}

bool RuleCheck::is_answered(const Row& row, form::RuleTarget target) const {
    return target.is_group() ? is_filled(row, target) : !value_at(row, target.item()).empty();
}

bool RuleCheck::has_reason(const Row& row, form::RuleTarget target) const {
    return !target.is_group() && value_at(row, target.item()).absent != nullptr;
}

bool RuleCheck::applies(const Row& row, const form::Rule& rule) const {
    const std::span<const form::Str> values = form_.values(rule);
    if (values.empty()) {
        return is_filled(row, rule.subject);
    }
    const std::string_view text = value_at(row, rule.subject).text();
    return std::ranges::any_of(values, [&](form::Str value) { return form_.text(value) == text; });
}

bool RuleCheck::names_nothing(const Row& row, form::RuleTarget target) const {
    return rules_.wordings_ != nullptr && !target.is_group() &&
           form_.items()[target.item()].type == form::ItemType::text &&
           rules_.wordings_->names_nothing(value_at(row, target.item()).text());
}

void RuleCheck::required_if(const Row& row, const form::Rule& rule) {
    if (!applies(row, rule)) {
        return;
    }
    const std::span<const form::RuleTarget> targets = form_.targets(rule);
    if (rule.any != 0) {
        const auto counts = [&](form::RuleTarget target) {
            return is_filled(row, target) || has_reason(row, target);
        };
        if (std::ranges::none_of(targets, counts)) {
            add_broken(row, rule, targets[0]);
        }
        return;
    }
    for (const form::RuleTarget target : targets) {
        if (!is_answered(row, target)) {
            add_broken(row, rule, target);
        }
    }
}

void RuleCheck::empty_if(const Row& row, const form::Rule& rule) {
    for (const form::RuleTarget target : form_.targets(rule)) {
        if (is_filled(row, target) && applies(row, rule) && !(rule.stop != 0 && names_nothing(row, target))) {
            add_broken(row, rule, target);
        }
    }
}

void RuleCheck::exclusive(const Row& row, const form::Rule& rule) { empty_if(row, rule); }

void RuleCheck::order(const Row& row, const form::Rule& rule) {
    const form::ItemId second_item = form_.targets(rule)[0].item();
    const std::string_view first = value_at(row, rule.subject).text();
    const std::string_view second = value_at(row, second_item).text();
    if (first.empty() || second.empty()) {
        return;
    }
    const form::ItemType type = form_.items()[rule.subject].type;
    if (type != form::ItemType::integer && type != form::ItemType::decimal) {
        if (is_later(first, second)) {
            add_broken(row, rule, rule.subject);
        }
        return;
    }
    const std::optional<base::Number> a = base::Number::of(first);
    const std::optional<base::Number> b = base::Number::of(second);
    if (a && b && *b < *a) {
        add_broken(row, rule, rule.subject);
    }
}

// Only when all parts are known: an unknown part may be what is missing.
void RuleCheck::sum(const Row& row, const form::Rule& rule) {
    const std::optional<base::Number> total = base::Number::of(value_at(row, rule.subject).text());
    std::vector<base::Number> parts;
    for (const form::RuleTarget target : form_.targets(rule)) {
        const std::optional<base::Number> part = base::Number::of(value_at(row, target.item()).text());
        if (!total || !part) {
            return;
        }
        parts.push_back(*part);
    }
    if (!adds_up(*total, parts)) {
        add_broken(row, rule, rule.subject);
    }
}

void RuleCheck::one_of(const Row& row, const form::Rule& rule) {
    const std::span<const form::RuleTarget> targets = form_.targets(rule);
    const auto filled =
        std::ranges::count_if(targets, [&](form::RuleTarget target) { return is_filled(row, target); });
    const std::string_view wanted = form_.text(form_.values(rule)[0]);
    const bool too_few = filled == 0 && wanted != "most";
    const bool too_many = filled > 1 && wanted != "least";
    if (too_few || too_many) {
        add_broken(row, rule, targets[0]);
    }
}

void RuleCheck::agrees(const Row& row, const form::Rule& rule) {
    const std::span<const form::RuleTarget> targets = form_.targets(rule);
    const std::optional<int> age =
        time::full_years(value_at(row, targets[0].item()).text(), value_at(row, targets[1].item()).text());
    const std::optional<base::Number> said = base::Number::of(value_at(row, rule.subject).text());
    if (age && said && !(*said == *base::Number::of(std::to_string(*age)))) {
        add_broken(row, rule, rule.subject);
    }
}

void RuleCheck::pattern(const Row& row, const form::Rule& rule) {
    const form::TextPattern& wanted = rules_.patterns_[rules_.rule_patterns_[form_.rules().id_of(rule)]];
    for (const form::RuleTarget target : form_.targets(rule)) {
        const std::string_view text = value_at(row, target.item()).text();
        if (!text.empty() && !wanted.matches(text)) {
            add(message::rule_pattern, row_of(row, form_.items()[target.item()].group), target.item(),
                {std::string(form_.text(rule.text)), std::string(form_.text(rule.id)), std::string(text)},
                static_cast<diag::Severity>(rule.severity));
        }
    }
}

void RuleCheck::value_of(const Row& row, const form::Rule& rule) {
    if (!value_at(row, rule.subject).text().empty() && !applies(row, rule)) {
        add_broken(row, rule, rule.subject);
    }
}

void RuleCheck::span(const Row& row, const form::Rule& rule) {
    const form::RuleTarget last = form_.targets(rule)[0];
    const std::optional<form::RuleSpan> most = form::rule_span(form_.text(form_.values(rule)[0]));
    if (most &&
        form::is_longer_than(*most, value_at(row, rule.subject).text(), value_at(row, last.item()).text())) {
        add_broken(row, rule, last);
    }
}

// Here a flag that says 0 is filled in, too.
void RuleCheck::only_if(const Row& row, const form::Rule& rule) {
    if (all_hold(row, rule)) {
        return;
    }
    for (const form::RuleTarget target : form_.targets(rule)) {
        const bool is_given =
            target.is_group() ? is_filled(row, target) : !value_at(row, target.item()).text().empty();
        if (is_given) {
            add_broken(row, rule, target);
        }
    }
}

void RuleCheck::add_broken(const Row& row, const form::Rule& rule, form::RuleTarget target) {
    if (found_ != nullptr) {
        const form::GroupId group =
            target.is_group() ? form_.groups()[target.group()].parent : form_.items()[target.item()].group;
        found_->push_back({.rule = form_.rules().id_of(rule),
                           .asked = row_of(row, form_.items()[rule.subject].group),
                           .named = row_of(row, group),
                           .target = target});
    }
    const auto severity = static_cast<diag::Severity>(rule.severity);
    const std::vector<std::string> args{std::string(form_.text(rule.text)), std::string(form_.text(rule.id))};
    if (!target.is_group()) {
        const form::ItemId item = target.item();
        add(message::rule_broken, row_of(row, form_.items()[item].group), item, args, severity);
        return;
    }
    const form::GroupId index = target.group();
    const form::Group& group = form_.groups()[index];
    diag::Finding finding =
        diag::finding(message::rule_broken, places_({row_of(row, group.parent), form::none, index, 0}), args);
    finding.severity = severity;
    finding.item = form_.text(group.id);
    finding.name = form_.text(group.name);
    report_.add(std::move(finding));
}

} // namespace renkei::record
