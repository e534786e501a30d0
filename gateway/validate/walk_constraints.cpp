// The invariants of an element.
#include "gateway/validate/constraint_report.h"
#include "gateway/validate/walk.h"

#include <algorithm>

namespace renkei::validate {

void Walk::constraints(const std::vector<ConstraintPlan>& constraints,
                       const std::vector<ConstraintPlan>* done, Value value, defs::TypeId type,
                       json::NodeId holder) {
    if (constraints.empty() || value.place() == json::no_node) {
        return;
    }
    const bool is_value = value.node != json::no_node && !tree_[value.node].is_container() && !tree_[value.node].is_null();
    const bool ignores_practice = check_.options().best_practice == BestPractice::ignore;
    const fhirpath::Item context = check_.item(value, type);
    const fhirpath::Expression* asked = nullptr; // txt-1 and txt-2 ask the same
    diag::Result<fhirpath::Verdict> answer = fhirpath::Verdict::yes;
    for (const ConstraintPlan& one : constraints) {
        if ((is_value && one.holds_for_values) || (ignores_practice && one.expression != nullptr && one.constraint->is_best_practice)) {
            continue;
        }
        const bool is_done =
            done != nullptr && std::ranges::any_of(*done, [&](const ConstraintPlan& other) {
                return other.expression == one.expression && other.constraint->key == one.constraint->key;
            });
        if (is_done) {
            continue;
        }
        // most invariants hold, and are told by the node alone
        if (one.expression != nullptr && check_.evaluator().plain_truth(*one.expression, context) == true) {
            continue;
        }
        if (one.expression != nullptr && one.expression != asked) {
            answer = check_.evaluate(*one.expression, value, type, holder);
            asked = one.expression;
        }
        report_constraint(check_, one, value.place(), answer);
    }
}

} // namespace renkei::validate
