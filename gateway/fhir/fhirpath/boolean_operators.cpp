// Operations whose result is a Boolean: computed without a collection where possible, and no further than
// needed.
#include "gateway/fhir/fhirpath/machine.h"
#include "gateway/fhir/fhirpath/simple_predicate.h"

namespace renkei::fhirpath {

bool Machine::truth(OpId id, const Scope& scope, TruthValue& out) {
    if (!program_->ops[id].is_fixed) {
        return truth_of_op(id, scope, out);
    }
    FixedResult& known = fixed_[id];
    if (is_known(known)) {
        out = known.truth;
        return true;
    }
    const std::uint64_t before = steps_;
    const bool done = truth_of_op(id, scope, out);
    if (done) {
        known.evaluation = evaluation_;
        known.steps = steps_ - before;
        known.truth = out;
    }
    return done;
}

bool Machine::truth_of_op(OpId id, const Scope& scope, TruthValue& out) {
    const Op& op = program_->ops[id];
    if (op.plain == SimplePredicate::always && scope.self.is_node() && !scope.self.is_nothing()) {
        out = simple_truth(*program_, id, scope.self, navigation_);
        return true;
    }
    switch (op.code) {
    case OpCode::logical_and:
    case OpCode::logical_or:
    case OpCode::logical_xor:
    case OpCode::implies: return logic(op, scope, out);
    case OpCode::equal:
    case OpCode::not_equal:
    case OpCode::equivalent:
    case OpCode::not_equivalent: return truth_of_equality(op, scope, out);
    case OpCode::less:
    case OpCode::less_or_equal:
    case OpCode::greater:
    case OpCode::greater_or_equal: return truth_of_order(op, scope, out);
    case OpCode::in:
    case OpCode::contains: return truth_of_membership(op, scope, out);
    case OpCode::exists: return truth_of_exists(op, scope, out);
    case OpCode::all: return truth_of_all(op, scope, out);
    case OpCode::has_value: return truth_of_has_value(op, scope, out);
    case OpCode::is_empty: {
        bool is_there = false;
        if (op.input == no_op) {
            out = truth_value(scope.self.is_nothing());
            return true;
        }
        const bool done = any(op.input, scope, is_there);
        out = truth_value(!is_there);
        return done;
    }
    case OpCode::negation: {
        TruthValue inner{};
        if (op.input != no_op) {
            if (!truth(op.input, scope, inner)) {
                return false;
            }
        } else {
            const std::size_t mark = stack_.size();
            if (!eval_input(op, scope) || !as_tri(op, mark, inner)) {
                return false;
            }
        }
        out = opposite(inner);
        return true;
    }
    default: break; // any other operation: its collection counts as a Boolean
    }
    const std::size_t mark = stack_.size();
    const std::size_t variables = variables_.size();
    const bool done = eval(id, scope) && as_tri(op, mark, out);
    forget_variables(variables);
    return done;
}

bool Machine::logic(const Op& op, const Scope& scope, TruthValue& out) {
    TruthValue left{};
    const std::size_t variables = variables_.size();
    if (!truth(op.input, scope, left)) {
        return false;
    }
    forget_variables(variables);
    const bool is_decided = (op.code == OpCode::logical_and && left == TruthValue::no) ||
                            (op.code == OpCode::logical_or && left == TruthValue::yes) ||
                            (op.code == OpCode::logical_xor && left == TruthValue::unknown);
    if (is_decided || (op.code == OpCode::implies && left == TruthValue::no)) {
        out = op.code == OpCode::implies ? TruthValue::yes : left;
        return true;
    }
    TruthValue right{};
    if (!truth(op.right, scope, right)) {
        return false;
    }
    forget_variables(variables);
    switch (op.code) {
    case OpCode::logical_and:
        out = right == TruthValue::no || left == TruthValue::yes ? right : TruthValue::unknown;
        return true;
    case OpCode::logical_or:
        out = right == TruthValue::yes || left == TruthValue::no ? right : TruthValue::unknown;
        return true;
    case OpCode::implies:
        out = right == TruthValue::yes || left == TruthValue::yes ? right : TruthValue::unknown;
        return true;
    default: out = right == TruthValue::unknown ? right : truth_value(left != right); return true; // xor
    }
}

bool Machine::any(OpId id, const Scope& scope, bool& out) {
    const Op& op = program_->ops[id];
    const std::size_t mark = stack_.size();
    const std::size_t variables = variables_.size();
    const bool is_member =
        op.code == OpCode::member || (op.code == OpCode::start && !program_->steps[op.row].type);
    if (!is_member) {
        const bool done = eval(id, scope);
        out = stack_.size() > mark;
        truncate(mark);
        forget_variables(variables);
        return done;
    }
    if (op.input == no_op && scope.self.is_node()) {
        out = !scope.self.is_nothing() && navigation_.has_member(scope.self, program_->steps[op.row]);
        return spend(1, op);
    }
    if (!eval_input(op, scope)) {
        return false;
    }
    out = false;
    for (std::size_t at = mark; !out && at < stack_.size(); ++at) {
        out = stack_[at].is_node() ? navigation_.has_member(stack_[at], program_->steps[op.row]) : true;
    }
    bool has_system = false;
    for (std::size_t at = mark; at < stack_.size(); ++at) {
        has_system = has_system || !stack_[at].is_node();
    }
    const std::size_t count = stack_.size() - mark;
    truncate(mark);
    if (has_system) { // run_member() knows which members System values have
        const bool done = run_member(op, scope);
        out = stack_.size() > mark;
        truncate(mark);
        return done;
    }
    forget_variables(variables);
    return spend(count, op);
}

bool Machine::truth_of_exists(const Op& op, const Scope& scope, TruthValue& out) {
    if (op.arguments == 0) {
        bool is_there = !scope.self.is_nothing();
        const bool done = op.input == no_op || any(op.input, scope, is_there);
        out = truth_value(is_there);
        return done;
    }
    return truth_of_each(op, scope, TruthValue::no, out);
}

bool Machine::truth_of_all(const Op& op, const Scope& scope, TruthValue& out) {
    return truth_of_each(op, scope, TruthValue::yes, out);
}

// Of the criterion for one item after the other, as long as it is what it was `at_first`.
bool Machine::truth_of_each(const Op& op, const Scope& scope, TruthValue at_first, TruthValue& out) {
    const std::size_t mark = stack_.size();
    if (!eval_input(op, scope)) {
        return false;
    }
    out = at_first;
    const std::size_t end = stack_.size();
    for (std::size_t at = mark; at < end && out == at_first; ++at) {
        Scope each{.self = stack_[at], .index = static_cast<std::int64_t>(at - mark)};
        TruthValue fits{};
        if (!truth(program_->arguments_of(op)[0], each, fits)) {
            return false;
        }
        out = truth_value(fits == TruthValue::yes);
    }
    truncate(mark);
    return true;
}

// hasValue() asks whether a primitive has a value (R4's FHIRPath page), or only extensions. What is written
// or calculated in the expression is its own value.
bool Machine::truth_of_has_value(const Op& op, const Scope& scope, TruthValue& out) {
    const auto has_value = [](const Item& item) {
        if (!item.is_node()) {
            return item.kind() != ItemKind::quantity && item.kind() != ItemKind::type_info;
        }
        return !item.is_nothing() && item.value_node() != json::no_node &&
               !item.tree()[item.value_node()].is_container();
    };
    if (op.input == no_op) {
        out = truth_value(has_value(scope.self));
        return true;
    }
    const std::size_t mark = stack_.size();
    if (!eval(op.input, scope)) {
        return false;
    }
    out = truth_value(stack_.size() == mark + 1 && has_value(stack_[mark]));
    truncate(mark);
    return true;
}

bool Machine::truth_of_equality(const Op& op, const Scope& scope, TruthValue& out) {
    const bool is_strict = op.code == OpCode::equal || op.code == OpCode::not_equal;
    if (is_strict && gives_truth(program_->ops[op.input].code) && gives_truth(program_->ops[op.right].code)) {
        return truth_of_equal_booleans(op, scope, out);
    }
    const std::size_t left = stack_.size();
    const std::size_t variables = variables_.size();
    if (!eval(op.input, scope)) {
        return false;
    }
    forget_variables(variables);
    const std::size_t right = stack_.size();
    if (!eval(op.right, scope)) {
        return false;
    }
    forget_variables(variables);
    const std::size_t end = stack_.size();
    const bool is_loose = op.code == OpCode::equivalent || op.code == OpCode::not_equivalent;
    out = is_loose ? truth_value(equivalent_collections(left, right, end))
                   : equal_collections(left, right, end);
    if (op.code == OpCode::not_equal || op.code == OpCode::not_equivalent) {
        out = opposite(out);
    }
    truncate(left);
    return spend(1, op);
}

// a.exists() = b.exists()
bool Machine::truth_of_equal_booleans(const Op& op, const Scope& scope, TruthValue& out) {
    const std::size_t variables = variables_.size();
    TruthValue left{};
    TruthValue right{};
    if (!truth(op.input, scope, left)) {
        return false;
    }
    forget_variables(variables);
    if (!truth(op.right, scope, right)) {
        return false;
    }
    forget_variables(variables);
    const bool is_known = left != TruthValue::unknown && right != TruthValue::unknown;
    out = is_known ? truth_value((left == right) == (op.code == OpCode::equal)) : TruthValue::unknown;
    return spend(1, op);
}

bool Machine::truth_of_order(const Op& op, const Scope& scope, TruthValue& out) {
    Item left;
    Item right;
    const Cardinality first = eval_operand(op.input, scope, left, op);
    const Cardinality second =
        first == Cardinality::failed ? Cardinality::failed : eval_operand(op.right, scope, right, op);
    if (first != Cardinality::one || second != Cardinality::one) {
        out = TruthValue::unknown;
        return first != Cardinality::failed && second != Cardinality::failed;
    }
    Order found{};
    if (!order(op, left, right, found)) {
        return false;
    }
    if (found == Order::unknown) {
        out = TruthValue::unknown;
        return true;
    }
    switch (op.code) {
    case OpCode::less: out = truth_value(found == Order::less); break;
    case OpCode::less_or_equal: out = truth_value(found != Order::greater); break;
    case OpCode::greater: out = truth_value(found == Order::greater); break;
    default: out = truth_value(found != Order::less); break;
    }
    return true;
}

bool Machine::truth_of_membership(const Op& op, const Scope& scope, TruthValue& out) {
    const bool is_in = op.code == OpCode::in;
    const std::size_t mark = stack_.size();
    const std::size_t variables = variables_.size();
    if (!eval(is_in ? op.input : op.right, scope)) {
        return false;
    }
    forget_variables(variables);
    const std::size_t count = stack_.size() - mark;
    if (count > 1) {
        return fail_many(op, word_of(op), count);
    }
    if (count == 0) {
        out = TruthValue::unknown;
        return true;
    }
    if (!eval(is_in ? op.right : op.input, scope)) {
        return false;
    }
    forget_variables(variables);
    const Item wanted = stack_[mark];
    out = truth_value(contains(mark + 1, stack_.size(), wanted));
    const std::size_t looked_at = stack_.size() - mark;
    truncate(mark);
    return spend(looked_at, op);
}

} // namespace renkei::fhirpath
