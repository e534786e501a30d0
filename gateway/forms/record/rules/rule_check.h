// One walk over a record that checks the rules of its form. The inside of rules.h.
#pragma once

#include "gateway/forms/record/rules/rules.h"

namespace renkei::record {

class RuleCheck {
public:
    // `found`: takes the contradictions, if it is given.
    RuleCheck(const Rules& rules, diag::Report& report, const Places& places,
              std::vector<Contradiction>* found = nullptr)
        : rules_(rules),
          form_(*rules.form_),
          report_(report),
          places_(places),
          found_(found) {}

    void row(const Row& row);

private:
    // values (rule_check.cpp)
    void required_values(const Row& row, const Rules::GroupRules& group);
    void value(const Row& row, const Rules::ValueRules& rules);
    // What is malformed is an error already, so that it is not asked whether it is plausible.
    void number(const Row& row, const Rules::ValueRules& rules, std::string_view text, bool is_well_formed);
    void length(const Row& row, const form::Item& item, std::string_view text);
    void place(const Row& row);
    void row_counts(const Row& row, const Rules::GroupRules& group);

    // rules between items (rule_check_between.cpp)
    void between(const Row& row, form::RuleId rule);
    void required_if(const Row& row, const form::Rule& rule);
    void empty_if(const Row& row, const form::Rule& rule);
    void exclusive(const Row& row, const form::Rule& rule);
    void order(const Row& row, const form::Rule& rule);
    void sum(const Row& row, const form::Rule& rule);
    void one_of(const Row& row, const form::Rule& rule);
    void agrees(const Row& row, const form::Rule& rule);
    void pattern(const Row& row, const form::Rule& rule);
    void value_of(const Row& row, const form::Rule& rule);
    void span(const Row& row, const form::Rule& rule);
    void only_if(const Row& row, const form::Rule& rule);
    bool holds(const Row& row, const form::RuleCondition& condition) const;
    bool all_hold(const Row& row, const form::Rule& rule) const;

    const ItemValue& value_at(const Row& row, form::ItemId item) const; // in the row or one above it
    bool is_filled(const Row& row, form::RuleTarget target) const;      // a flag: says 1
    bool is_answered(const Row& row,
                     form::RuleTarget target) const; // a flag: says 1 or 0; or there is a reason
    bool has_reason(const Row& row, form::RuleTarget target) const;
    bool applies(const Row& row, const form::Rule& rule) const;
    bool names_nothing(const Row& row, form::RuleTarget target) const; // a text: 「特になし」

    void add(diag::Message message, const Row& row, form::ItemId item, std::vector<std::string> args,
             std::optional<diag::Severity> severity = std::nullopt);
    void add_broken(const Row& row, const form::Rule& rule, form::RuleTarget target);

    const Rules& rules_;
    const form::Form& form_;
    diag::Report& report_;
    const Places& places_;
    std::vector<Contradiction>* found_;
};

} // namespace renkei::record
