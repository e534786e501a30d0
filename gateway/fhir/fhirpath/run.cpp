// What each operation does.
#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/functions.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "generated/messages/fhirpath.h"

#include <algorithm>

namespace renkei::fhirpath {

bool Machine::eval(OpId id, const Scope& scope) {
    const Op& op = program_->ops[id];
    if (op.is_fixed && op.input != no_op && !gives_truth(op.code)) {
        return eval_fixed(id, op, scope);
    }
    return (steps_ <= options_.max_steps || spend(0, op)) && run(id, op, scope);
}

bool Machine::eval_fixed(OpId id, const Op& op, const Scope& scope) {
    FixedResult& known = fixed_[id];
    if (is_known(known)) {
        stack_.insert(stack_.end(), known.items.begin(), known.items.end());
        return true;
    }
    const std::uint64_t before = steps_;
    const std::size_t mark = stack_.size();
    if (!spend(0, op) || !run(id, op, scope)) {
        return false;
    }
    known.evaluation = evaluation_;
    known.steps = steps_ - before;
    known.items.assign(stack_.begin() + static_cast<std::ptrdiff_t>(mark), stack_.end());
    return true;
}

bool Machine::run(OpId id, const Op& op, const Scope& scope) {
    const auto push_present = [&](const Item& item) {
        if (!item.is_nothing()) {
            push(item);
        }
        return true;
    };
    switch (op.code) {
    case OpCode::literal: push(program_->literals[op.row]); return true;
    case OpCode::empty: return true;
    case OpCode::self: return push_present(scope.self);
    case OpCode::context: return push_present(focus_->context);
    case OpCode::resource: return push_present(focus_->resource);
    case OpCode::root_resource: return push_present(focus_->root_resource);
    case OpCode::index: return scope.index < 0 || push_present(Item::integer(scope.index));
    case OpCode::total:
        for (std::size_t at = scope.total_begin; at < scope.total_end; ++at) {
            push(Item(stack_[at]));
        }
        return true;
    case OpCode::variable: return run_variable(op);
    case OpCode::member: return run_member(op, scope);
    case OpCode::start: return run_start(op, scope);
    case OpCode::function: return run_function(op, scope);
    case OpCode::indexer: return run_indexer(op, scope);
    case OpCode::is:
    case OpCode::as: return run_type_test(op, scope);
    case OpCode::positive:
    case OpCode::negative: return run_sign(op, scope);
    case OpCode::concatenate: return run_concatenate(op, scope);
    case OpCode::unite: return run_unite(op, scope);
    case OpCode::count: return run_count(op, scope);
    default:
        return gives_truth(op.code) ? push_truth(id, scope) : run_binary(op, scope); // what is calculated
    }
}

bool Machine::push_truth(OpId id, const Scope& scope) {
    TruthValue value{};
    return truth(id, scope, value) && give_boolean(stack_.size(), value);
}

bool Machine::eval_input(const Op& op, const Scope& scope) {
    if (op.input != no_op) {
        return eval(op.input, scope);
    }
    if (!scope.self.is_nothing()) {
        push(scope.self);
    }
    return true;
}

bool Machine::run_member(const Op& op, const Scope& scope) {
    if (op.path_size > 0 && scope.self.is_node() && !scope.self.is_nothing()) {
        return spend(1 + navigation_.push_path(scope.self, program_->path_of(op), *program_, stack_), op);
    }
    const Step& step = program_->steps[op.row];
    const std::size_t mark = stack_.size();
    if (!eval_input(op, scope)) {
        return false;
    }
    const std::size_t end = stack_.size();
    for (std::size_t at = mark; at < end; ++at) {
        const Item item = stack_[at];
        if (item.is_node()) {
            navigation_.push_member(item, step, stack_);
        } else if (item.kind() == ItemKind::type_info && step.text == "namespace") {
            push(Item::string(item.type() ? "FHIR" : "System"));
        } else if (item.kind() == ItemKind::type_info && step.text == "name") {
            push(Item::string(item.type() ? r4_.name(item.type()) : name_of(item.system_type())));
        } else if (item.kind() == ItemKind::quantity && step.text == "value") {
            push(Item::decimal(item.as_quantity().value));
        } else if (item.kind() == ItemKind::quantity && step.text == "unit") {
            push(Item::string(item.as_quantity().unit));
        }
    }
    const std::size_t found = stack_.size() - end;
    remove(mark, end);
    return spend(end - mark + found, op);
}

// Patient.name of a Patient begins at the Patient; in any other place a name is that of a child.
bool Machine::run_start(const Op& op, const Scope& scope) {
    const Step& step = program_->steps[op.row];
    if (scope.self.is_nothing()) {
        return true;
    }
    if (step.type && scope.self.is_node() && r4_.is_a(scope.self.type(), step.type)) {
        push(scope.self);
        return true;
    }
    return run_member(op, scope);
}

bool Machine::run_function(const Op& op, const Scope& scope) {
    const std::size_t mark = stack_.size();
    return eval_input(op, scope) && functions()[op.row].handler(*this, op, scope, mark) && spend(1, op);
}

bool Machine::run_indexer(const Op& op, const Scope& scope) {
    const std::size_t mark = stack_.size();
    if (!eval_input(op, scope)) {
        return false;
    }
    Item index;
    const Cardinality found = eval_one(op.right, scope, index, op);
    if (found == Cardinality::failed) {
        return false;
    }
    if (found == Cardinality::one && index.kind() != ItemKind::integer) {
        return fail(message::fhirpath_argument, op, {"[ ]", "Integer", type_name(index, r4_)});
    }
    const bool is_there = found == Cardinality::one && index.as_integer() >= 0 &&
                          static_cast<std::uint64_t>(index.as_integer()) < stack_.size() - mark;
    return is_there ? give(mark, stack_[mark + static_cast<std::size_t>(index.as_integer())])
                    : give_nothing(mark);
}

// The operator (row 1) takes Boolean for boolean where nothing else can be meant: R4's own que-7 says
// "answer is Boolean". The function does not.
bool Machine::is_a(const Item& item, const TypeName& type, bool is_operator) const {
    if (!item.is_node()) {
        return item.kind() == type.system;
    }
    if (type.fhir) {
        return r4_.is_a(item.type(), type.fhir);
    }
    if (!is_operator || type.is_qualified || r4_.kind(item.type()) != definitions::TypeKind::primitive) {
        return false;
    }
    const std::string_view name = r4_.name(item.type());
    return name.size() == type.text.size() && (name.front() ^ 0x20) == type.text.front() &&
           name.substr(1) == std::string_view(type.text).substr(1);
}

// as and ofType do not take a code for a string, but an Age for a Quantity.
bool Machine::is_exactly(const Item& item, const TypeName& type) const {
    if (item.is_node() && type.fhir && r4_.kind(item.type()) == definitions::TypeKind::primitive) {
        return item.type() == type.fhir;
    }
    return is_a(item, type, true);
}

bool Machine::run_type_test(const Op& op, const Scope& scope) {
    const TypeName& type = program_->types[op.type];
    const std::size_t mark = stack_.size();
    if (!eval_input(op, scope)) {
        return false;
    }
    if (op.code == OpCode::is) {
        const std::size_t count = stack_.size() - mark;
        return count == 0   ? true
               : count == 1 ? give_boolean(mark, truth_value(is_a(stack_[mark], type, op.row == 1)))
                            : fail_many(op, "is", count);
    }
    if (op.code == OpCode::as && stack_.size() > mark + 1) { // FHIRPath: only ofType() takes several
        return fail_many(op, "as", stack_.size() - mark);
    }
    const auto other = [&](const Item& item) { return !is_exactly(item, type); };
    std::erase_if(stack_,
                  [&, n = std::size_t{0}](const Item& item) mutable { return n++ >= mark && other(item); });
    return true;
}

bool Machine::run_sign(const Op& op, const Scope& scope) {
    Item value;
    const Cardinality found = eval_one(op.input, scope, value, op);
    if (found != Cardinality::one) {
        return found == Cardinality::none;
    }
    const bool is_negative = op.code == OpCode::negative;
    switch (value.kind()) {
    case ItemKind::integer: push(is_negative ? Item::integer(-value.as_integer()) : value); return true;
    case ItemKind::long_integer:
        if (!is_negative) {
            push(value);
        } else if (value.as_integer() == std::int64_t{INT32_MAX} + 1) { // -2147483648 is an Integer
            push(Item::integer(INT32_MIN));
        } else if (value.as_integer() != INT64_MIN) {
            push(Item::long_integer(-value.as_integer()));
        }
        return true;
    case ItemKind::decimal:
        push(is_negative ? Item::decimal(negate(value.as_decimal())) : value);
        return true;
    case ItemKind::quantity: {
        Quantity quantity = value.as_quantity();
        quantity.value = is_negative ? negate(quantity.value) : quantity.value;
        push(keep_quantity(quantity));
        return true;
    }
    case ItemKind::node:
    case ItemKind::boolean:
    case ItemKind::string:
    case ItemKind::date:
    case ItemKind::date_time:
    case ItemKind::time:
    case ItemKind::type_info: break;
    }
    return fail(message::fhirpath_input_type, op,
                {is_negative ? "-" : "+", "Integer, Decimal, Quantity", type_name(value, r4_)});
}

bool Machine::run_binary(const Op& op, const Scope& scope) {
    Item left;
    Item right;
    const Cardinality first = eval_one(op.input, scope, left, op);
    const Cardinality second =
        first == Cardinality::failed ? Cardinality::failed : eval_one(op.right, scope, right, op);
    if (first != Cardinality::one || second != Cardinality::one) {
        return first != Cardinality::failed && second != Cardinality::failed;
    }
    return calculate(*this, op.code, left, right) || is_large(left) || is_large(right) || // overflow: empty
           fail(message::fhirpath_operands, op, {word_of(op), type_name(left, r4_), type_name(right, r4_)});
}

std::string_view Machine::joined(std::string_view first, std::string_view second) {
    char* const out = arena_.text(first.size() + second.size());
    std::ranges::copy(second, std::ranges::copy(first, out).out);
    return {out, first.size() + second.size()};
}

// The operator & treats an empty operand as ''.
bool Machine::run_concatenate(const Op& op, const Scope& scope) {
    Item left;
    Item right;
    const Cardinality first = eval_one(op.input, scope, left, op);
    const Cardinality second =
        first == Cardinality::failed ? Cardinality::failed : eval_one(op.right, scope, right, op);
    if (first == Cardinality::failed || second == Cardinality::failed) {
        return false;
    }
    if ((first == Cardinality::one && left.kind() != ItemKind::string) ||
        (second == Cardinality::one && right.kind() != ItemKind::string)) {
        return fail(message::fhirpath_operands, op, {"&", type_name(left, r4_), type_name(right, r4_)});
    }
    const std::string_view a = first == Cardinality::one ? left.as_string() : std::string_view();
    const std::string_view b = second == Cardinality::one ? right.as_string() : std::string_view();
    push(Item::string(a.empty()   ? b
                      : b.empty() ? a
                                  : joined(a, b))); // each of them lives as long as the evaluation
    return true;
}

bool Machine::run_unite(const Op& op, const Scope& scope) {
    const std::size_t mark = stack_.size();
    const std::size_t variables = variables_.size();
    if (!eval(op.input, scope)) {
        return false;
    }
    forget_variables(variables);
    if (!eval(op.right, scope)) {
        return false;
    }
    forget_variables(variables);
    return op.keeps_twice || distinct(mark, op);
}

bool Machine::run_count(const Op& op, const Scope& scope) {
    const std::size_t mark = stack_.size();
    const Op* input = op.input == no_op ? nullptr : &program_->ops[op.input];
    const bool is_member =
        input != nullptr && (input->code == OpCode::member ||
                             (input->code == OpCode::start && !program_->steps[input->row].type));
    const bool is_children = input != nullptr && input->code == OpCode::function &&
                             functions()[input->row].handler == handlers::children;
    std::size_t count = 0;
    if (!is_member && !is_children) {
        if (!eval_input(op, scope)) {
            return false;
        }
        count = stack_.size() - mark;
        return give(mark, Item::integer(static_cast<std::int64_t>(count)));
    }
    if (!eval_input(*input, scope)) {
        return false;
    }
    for (std::size_t at = mark; at < stack_.size(); ++at) {
        if (stack_[at].is_node()) {
            count += is_children ? navigation_.count_children(stack_[at])
                                 : navigation_.count_member(stack_[at], program_->steps[input->row]);
        } else if (is_member) { // what System values have is few
            truncate(mark);
            return eval(op.input, scope) &&
                   give(mark, Item::integer(static_cast<std::int64_t>(stack_.size() - mark)));
        }
    }
    return give(mark, Item::integer(static_cast<std::int64_t>(count))) && spend(count, op);
}

} // namespace renkei::fhirpath
