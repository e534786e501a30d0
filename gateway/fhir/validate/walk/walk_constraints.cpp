// The invariants of an element.
#include "gateway/core/text/words.h"
#include "gateway/fhir/validate/walk/guide_rules.h"
#include "gateway/fhir/validate/walk/walk.h"
#include "generated/messages/guides.h"
#include "generated/messages/validate.h"

#include <algorithm>

namespace renkei::validate {
namespace {

using diag::Severity;

std::optional<Severity> constraint_severity(const profiles::Constraint& constraint,
                                            BestPractice best_practice) {
    if (!constraint.is_best_practice) {
        return constraint.is_error ? Severity::error : Severity::warning;
    }
    switch (best_practice) {
    case BestPractice::ignore: return std::nullopt;
    case BestPractice::information: return Severity::information;
    case BestPractice::warning: return Severity::warning;
    case BestPractice::error: return Severity::error;
    }
    return std::nullopt;
}

// Reports the result of an invariant. An invariant that cannot be compiled has no result.
void report_constraint(ValidationRun& validation, const ConstraintPlan& plan, NodeId place,
                       const diag::Result<fhirpath::InvariantResult>& result) {
    const profiles::Constraint& it = *plan.constraint;
    if (plan.expression == nullptr) {
        validation.report(
            message::validate_constraint_unreadable, it.is_error ? Severity::warning : Severity::information,
            place, {it.key, it.expression.substr(0, 200), to_text(*plan.problem, diag::Language::english)});
        return;
    }
    if (!result) {
        validation.report(message::validate_constraint_fails, place,
                          {it.key, it.expression, to_text(result.error(), diag::Language::english)});
        return;
    }
    if (*result == fhirpath::InvariantResult::undecidable) {
        validation.report(message::validate_constraint_undecided, place, {it.key, it.expression});
        return;
    }
    if (*result != fhirpath::InvariantResult::yes && is_guide_rule(it)) {
        std::string_view rest = it.human;
        const std::string_view id = text::next_part(rest, '\t');
        const std::string_view english = text::next_part(rest, '\t');
        validation.report(message::guide_rule,
                          it.key == guide_note_key ? Severity::information : Severity::warning, place,
                          {it.source, id, english, rest});
        return;
    }
    if (*result != fhirpath::InvariantResult::yes) { // nothing at all is not true either: per-1 of dates
                                                     // that cannot be compared
        if (const auto severity = constraint_severity(it, validation.options().best_practice)) {
            validation.report(message::validate_constraint, *severity, place,
                              {it.key, it.human, it.expression});
        }
    }
}

} // namespace

void Walk::constraints(const std::vector<ConstraintPlan>& constraints,
                       const std::vector<ConstraintPlan>* done, ElementValue value, definitions::TypeId type,
                       NodeId holder) {
    if (constraints.empty() || value.place() == no_node) {
        return;
    }
    const bool ignores_practice = validation_.options().best_practice == BestPractice::ignore;
    LastResult last;
    for (const ConstraintPlan& one : constraints) {
        // asked of every element; while it is recorded, what is read is noted
        if (one.is_ele_1 && validation_.trace_ == nullptr && has_content(value.node, type)) {
            continue;
        }
        if (ignores_practice && one.expression != nullptr && one.constraint->is_best_practice) {
            continue;
        }
        const bool is_done =
            done != nullptr && std::ranges::any_of(*done, [&](const ConstraintPlan& other) {
                return other.expression == one.expression && other.constraint->key == one.constraint->key;
            });
        if (is_done) {
            continue;
        }
        const TraceScope whole(validation_.trace_, note_constraint(one, value, type, holder));
        constraint(one, value, type, holder, last);
    }
}

bool Walk::has_content(NodeId node, definitions::TypeId type) const {
    if (node == no_node || !type || !tree_[node].is_object()) {
        return node != no_node && type && !tree_[node].is_container();
    }
    const NodeId first = tree_.first_child(node);
    if (first == no_node) {
        return false;
    }
    const DocumentTree::Node child = tree_[first];
    const CommonNames& names = validation_.document().names();
    return child.name() != json::no_name && child.name() != names.id && child.name() != names.resource_type &&
           validation_.r4().plain(child.name()) == child.name() && !child.is_array() && !child.is_null();
}

TraceScope::Kind Walk::note_constraint(const ConstraintPlan& one, ElementValue value,
                                       definitions::TypeId type, NodeId holder) {
    DependencyTrace* const trace = validation_.trace_;
    if (trace == nullptr || trace->is_nested() || one.expression == nullptr) {
        return TraceScope::Kind::by_signature;
    }
    if (holder != no_node) {
        trace->invalidate();
    }
    return one.expression->is_structure_only() ? TraceScope::Kind::analysed
                                               : note_open_constraint(one, value, type);
}

// Most of these invariants are true because of the signature (no resource is contained), or because of how
// texts begin (no reference leads to a contained resource).
TraceScope::Kind Walk::note_open_constraint(const ConstraintPlan& one, ElementValue value,
                                            definitions::TypeId type) {
    DependencyTrace& trace = *validation_.trace_;
    const auto grounds = validation_.expressions().evaluator().grounds(
        *one.expression, validation_.expressions().unnoted_item(value, type));
    if (!grounds) {
        trace.add({.kind = DependentCheck::Kind::constraint,
                   .node = value.node,
                   .sibling = value.sibling,
                   .type_id = type,
                   .constraint = &one});
        return TraceScope::Kind::recorded;
    }
    for (const fhirpath::TextTest& test : *grounds) {
        if (trace.is_free_text(test.node)) {
            trace.add({.kind = DependentCheck::Kind::text_test, .node = test.node, .test = test});
        }
    }
    return TraceScope::Kind::analysed;
}

void Walk::constraint(const ConstraintPlan& one, ElementValue value, definitions::TypeId type, NodeId holder,
                      LastResult& last) {
    // most invariants hold, and depend on the node alone
    if (one.expression != nullptr &&
        validation_.expressions().evaluator().simple_truth(
            *one.expression, validation_.expressions().item_of_value(value, type)) == true) {
        return;
    }
    if (one.expression != nullptr && (one.expression != last.expression || value.place() != last.place)) {
        last = {one.expression, value.place(),
                validation_.expressions().evaluate(*one.expression, value, type, holder)};
    }
    report_constraint(validation_, one, value.place(), last.answer);
}

} // namespace renkei::validate
