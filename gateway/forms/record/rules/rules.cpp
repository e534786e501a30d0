#include "gateway/forms/record/rules/rules.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/rules/rule_check.h"

#include <algorithm>

namespace renkei::record {
namespace {

void set_bit(std::vector<std::uint64_t>& bits, std::uint16_t slot) {
    bits[slot / 64] |= std::uint64_t{1} << (slot % 64);
}

bool is_dated(form::ItemType type) {
    return type == form::ItemType::date || type == form::ItemType::month || type == form::ItemType::time ||
           type == form::ItemType::datetime;
}

// The group whose rows a target is looked up from.
form::GroupId group_of_target(const form::Form& form, form::RuleTarget target) {
    return target.is_group() ? form.groups()[target.group()].parent : form.items()[target.item()].group;
}

// The deepest of the groups that the items of a rule are in; the others are above it.
form::GroupId scope(const form::Form& form, const form::Rule& rule) {
    form::GroupId out = rule.subject == form::none ? form::document_group : form.items()[rule.subject].group;
    for (const form::RuleTarget target : form.targets(rule)) {
        const form::GroupId group = group_of_target(form, target);
        out = form.groups()[group].depth > form.groups()[out].depth ? group : out;
    }
    for (const form::RuleCondition& condition : form.conditions(rule)) {
        for (const form::ItemId item : {condition.item, condition.other}) {
            const form::GroupId group = item == form::none ? condition.group : form.items()[item].group;
            out = group != form::none && form.groups()[group].depth > form.groups()[out].depth ? group : out;
        }
    }
    return out;
}

} // namespace

Rules::Rules(const form::Form& form, const form::Syntax* syntax, const form::Wordings* wordings, Taken taken)
    : form_(&form),
      syntax_(syntax),
      wordings_(wordings),
      groups_(std::vector<GroupRules>(form.groups().size())) {
    for (const form::GroupId g : form.groups().ids()) {
        const form::Group& group = form.groups()[g];
        const std::size_t words = (group.items + std::size_t{63}) / 64;
        groups_[g].required.resize(words);
        groups_[g].restricted.resize(words);
        groups_[g].values.resize(group.items);
        if (taken == Taken::all && g != form::document_group &&
            (group.min_rows > 0 || group.max_rows != form::no_bound)) {
            groups_[group.parent].bounded.push_back(g);
        }
    }
    for (const form::ItemId item : form.items().ids()) {
        if (taken == Taken::all) {
            add_values(item);
        }
    }
    for (const form::RuleId rule : form.rules().ids()) {
        if (taken == Taken::all) {
            add_rule(rule);
        } else if (form.rules()[rule].stop != 0) {
            groups_[scope(form, form.rules()[rule])].rules.push_back(rule);
        }
    }
}

// Does the syntax have a cell for the item, or give it by itself or by the file's name? A JSON form has a key
// for every item.
bool Rules::has_place(form::ItemId index) const {
    if (syntax_ == nullptr || syntax_->kind == form::SyntaxKind::json) {
        return true;
    }
    const auto cells = form_->cells(*syntax_);
    const auto implied = form_->implied(*syntax_);
    return std::ranges::any_of(cells,
                               [&](const form::Cell& cell) {
                                   const auto parts = form_->parts(cell);
                                   return cell.item == index ||
                                          (cell.kind != form::CellKind::set &&
                                           std::ranges::find(parts, form::CellPart(index)) != parts.end());
                               }) ||
           std::ranges::any_of(implied, [&](const form::Implied& each) { return each.item == index; }) ||
           is_in_name_only(*form_, *syntax_, index);
}

void Rules::add_values(form::ItemId index) {
    const form::Item& item = form_->items()[index];
    GroupRules& group = groups_[item.group];
    ValueRules& values = group.values[item.slot];
    values.item = index;
    if (const form::Format* const format = form::format_of(*form_, item); format != nullptr) {
        values.format = form_->formats().id_of(*format);
        values.format_pattern = add_pattern(format->pattern);
    }
    values.pattern = item.pattern.empty() ? PatternId() : add_pattern(item.pattern);
    values.is_number = item.type == form::ItemType::integer || item.type == form::ItemType::decimal;
    values.min = base::Number::of(form_->text(item.min));
    values.max = base::Number::of(form_->text(item.max));
    values.plausible_min = base::Number::of(form_->text(item.plausible_min));
    values.plausible_max = base::Number::of(form_->text(item.plausible_max));
    if (item.is(form::required) && has_place(index)) {
        set_bit(group.required, item.slot);
    }
    const bool is_restricted = values.format != form::none || values.pattern != form::none ||
                               values.is_number || is_dated(item.type) || !item.literal.empty() ||
                               item.max_length > 0 || item.check != 0;
    if (is_restricted) {
        set_bit(group.restricted, item.slot);
    }
}

void Rules::add_rule(form::RuleId index) {
    const form::Rule& rule = form_->rules()[index];
    rule_patterns_.push_back(rule.kind == form::RuleKind::pattern ? add_pattern(form_->values(rule)[0])
                                                                  : PatternId());
    groups_[scope(*form_, rule)].rules.push_back(index);
}

Rules::PatternId Rules::add_pattern(form::Str re2) {
    patterns_.emplace_back(form_->text(re2));
    return patterns_.last_id();
}

void Rules::check(const Record& record, diag::Report& report, const Places& places) const {
    RuleCheck(*this, report, places).row(record.root());
}

std::vector<Contradiction> contradictions(const form::Form& form, const form::Wordings& wordings,
                                          const Record& record) {
    const Rules rules(form, nullptr, &wordings, Rules::Taken::stops);
    const Places nowhere = [](const ItemLocation&) { return diag::Where(); };
    diag::Report report;
    std::vector<Contradiction> out;
    RuleCheck(rules, report, nowhere, &out).row(record.root());
    return out;
}

} // namespace renkei::record
