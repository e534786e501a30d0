// `when:` -> terms of a condition.
#include "gateway/forms/mapping/compile/plan_tables.h"

namespace renkei::mapping {
namespace {

using ConditionTerms = std::vector<Term>;

// Terms that hold if the item has one of the codes; for a set of codes, if one of its rows has.
ConditionTerms code_terms(PlanTables& plan, const WhenTest& test) {
    ConditionTerms out;
    for (const std::string& code : test.codes) {
        out.push_back(
            {TermKind::code, test.item.value, static_cast<std::uint32_t>(plan.condition_codes.size())});
        plan.condition_codes.push_back(plan.text(code));
    }
    const GroupId group = plan.item(test.item).group;
    if (plan.tables.groups[group].kind == form::GroupKind::codes) {
        return {{TermKind::any_row, group.value, plan.condition(out)}};
    }
    return out;
}

ConditionTerms terms_of(PlanTables& plan, const WhenTest& test) {
    switch (test.kind) {
    case WhenKind::is: return code_terms(plan, test);
    case WhenKind::is_not:
        return {{TermKind::other_code, test.item.value, plan.condition(code_terms(plan, test))}};
    case WhenKind::is_empty: return {{TermKind::no_item, test.item.value, 0}};
    case WhenKind::has_no_row: return {{TermKind::no_row, test.group.value, 0}};
    }
    return {};
}

} // namespace

std::uint32_t compile_when(PlanTables& plan, const std::vector<WhenTest>& tests) {
    std::vector<ConditionTerms> all;
    all.reserve(tests.size());
    for (const WhenTest& test : tests) {
        all.push_back(terms_of(plan, test));
    }
    const auto first = static_cast<std::uint32_t>(plan.conditions.size());
    for (const ConditionTerms& terms : all) {
        plan.condition(terms);
    }
    return plan.condition({{TermKind::all, first, static_cast<std::uint32_t>(all.size())}});
}

} // namespace renkei::mapping
