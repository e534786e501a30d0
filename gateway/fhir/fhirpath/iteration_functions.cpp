// Functions that evaluate their argument for each item.
#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "generated/messages/fhirpath.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace renkei::fhirpath::handlers {
namespace {

Scope scope_of(Machine& machine, std::size_t mark, std::size_t at) {
    return {.self = machine.at(at), .index = static_cast<std::int64_t>(at - mark)};
}

// Empty keys come first, whatever the direction.
bool compare_keys(Machine& machine, const Op& op, const Op& key, const Item& a, const Item& b, int& out) {
    if (a.is_nothing() || b.is_nothing()) {
        out = static_cast<int>(b.is_nothing()) - static_cast<int>(a.is_nothing());
        return true;
    }
    Order order{};
    if (!machine.order(op, a, b, order)) {
        return false;
    }
    out = order == Order::less ? -1 : order == Order::greater ? 1 : 0;
    out = key.is_descending ? -out : out;
    return true;
}

// The keys of all items lie on the stack, one row an item.
bool push_keys(Machine& machine, const Op& op, std::size_t mark, std::size_t count) {
    for (std::size_t at = mark; at < mark + count; ++at) {
        const Scope scope = scope_of(machine, mark, at);
        for (const OpId key : machine.program().arguments_of(op)) {
            Item value;
            if (machine.eval_operand(machine.program().ops[key].input, scope, value, op) ==
                Cardinality::failed) {
                return false;
            }
            machine.push(value);
        }
        if (op.arguments == 0) {
            machine.push(machine.value_of(machine.at(at)));
        }
    }
    return true;
}

} // namespace

bool repeated(Machine& machine, const Op& op, const Scope&, std::size_t mark, bool is_distinct) {
    const std::size_t input = machine.size() - mark;
    std::size_t begin = mark;
    std::size_t end = machine.size();
    for (std::uint32_t depth = 0; begin < end; ++depth) {
        if (depth > machine.options().max_depth) {
            return machine.fail(message::fhirpath_values_too_deep, op,
                                {machine.word_of(op), std::to_string(machine.options().max_depth)});
        }
        for (std::size_t at = begin; at < end; ++at) {
            if (!machine.eval(machine.program().arguments_of(op)[0], scope_of(machine, mark, at)) ||
                !machine.spend(1, op)) {
                return false;
            }
        }
        if (is_distinct && !machine.distinct(mark + input, op)) { // the input itself is no result
            return false;
        }
        begin = end;
        end = machine.size();
    }
    machine.remove(mark, mark + input);
    return true;
}

bool where(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    const std::size_t end = machine.size();
    std::size_t kept = mark;
    for (std::size_t at = mark; at < end; ++at) {
        TruthValue fits{};
        if (!machine.truth(machine.program().arguments_of(op)[0], scope_of(machine, mark, at), fits)) {
            return false;
        }
        if (fits == TruthValue::yes) {
            machine.at(kept++) = machine.at(at);
        }
    }
    machine.truncate(kept);
    return machine.spend(end - mark, op);
}

bool select(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    const std::size_t end = machine.size();
    for (std::size_t at = mark; at < end; ++at) {
        const std::size_t variables = machine.variables();
        if (!machine.eval(machine.program().arguments_of(op)[0], scope_of(machine, mark, at))) {
            return false;
        }
        machine.forget_variables(variables);
    }
    machine.remove(mark, end);
    return machine.spend(end - mark, op);
}

bool sort(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    const std::size_t count = machine.size() - mark;
    const std::size_t keys = std::max<std::size_t>(op.arguments, 1);
    if (!machine.spend(count, op) || !push_keys(machine, op, mark, count)) {
        return false;
    }
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    bool is_ordered = true;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        int found = 0;
        for (std::size_t n = 0; found == 0 && is_ordered && n < keys; ++n) {
            const Op& key =
                op.arguments == 0 ? op : machine.program().ops[machine.program().arguments_of(op)[n]];
            const Item left = machine.at(mark + count + a * keys + n);
            const Item right = machine.at(mark + count + b * keys + n);
            is_ordered = compare_keys(machine, op, key, left, right, found);
        }
        return found < 0;
    });
    const std::vector<Item> items(machine.from(mark).begin(),
                                  machine.from(mark).begin() + static_cast<std::ptrdiff_t>(count));
    machine.truncate(mark);
    for (const std::size_t place : order) {
        machine.push(items[place]);
    }
    return is_ordered;
}

bool aggregate(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    const std::size_t end = machine.size();
    if (op.arguments == 2 && !machine.eval(machine.program().arguments_of(op)[1], scope)) {
        return false;
    }
    for (std::size_t at = mark; at < end; ++at) {
        Scope each = scope_of(machine, mark, at);
        each.total_begin = end;
        each.total_end = machine.size();
        if (!machine.eval(machine.program().arguments_of(op)[0], each) || !machine.spend(1, op)) {
            return false;
        }
        machine.remove(each.total_begin, each.total_end);
    }
    machine.remove(mark, end);
    return true;
}

// The criterion must be a Boolean here: the mere presence of an item does not count as true.
bool iif(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    if (machine.size() - mark > 1) {
        return machine.fail_many(op, "iif()", machine.size() - mark);
    }
    Scope inner = scope;
    inner.self = machine.size() > mark ? machine.at(mark) : Item();
    machine.truncate(mark);
    const auto arguments = machine.program().arguments_of(op);
    Item criterion;
    const Cardinality found = machine.eval_one(arguments[0], inner, criterion, op);
    if (found == Cardinality::failed) {
        return false;
    }
    if (found == Cardinality::one && criterion.kind() != ItemKind::boolean) {
        return machine.fail(message::fhirpath_argument, op,
                            {"iif", "Boolean", type_name(criterion, machine.r4())});
    }
    if (found == Cardinality::one && criterion.as_boolean()) {
        return machine.eval(arguments[1], inner);
    }
    return arguments.size() < 3 || machine.eval(arguments[2], inner);
}

bool define_variable(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    std::string_view name;
    const Cardinality found = machine.text_argument(op, 0, scope, name);
    if (found != Cardinality::one) {
        return found == Cardinality::none;
    }
    if (op.arguments == 1) {
        return machine.define_variable(op, machine.keep(name), mark);
    }
    const std::size_t begin = machine.size();
    Scope inner = scope;
    if (begin == mark + 1) {
        inner.self = machine.at(mark);
    }
    const std::size_t variables = machine.variables();
    if (!machine.eval(machine.program().arguments_of(op)[1], inner)) {
        return false;
    }
    machine.forget_variables(variables);
    const bool done = machine.define_variable(op, machine.keep(name), begin);
    machine.truncate(begin);
    return done;
}

bool trace(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    std::string_view name;
    if (machine.text_argument(op, 0, scope, name) == Cardinality::failed) {
        return false;
    }
    const std::size_t end = machine.size();
    if (op.arguments == 1) {
        machine.environment().trace(name, machine.from(mark));
        return true;
    }
    for (std::size_t at = mark; at < end; ++at) {
        if (!machine.eval(machine.program().arguments_of(op)[1], scope_of(machine, mark, at))) {
            return false;
        }
    }
    machine.environment().trace(name, machine.from(end));
    machine.truncate(end);
    return true;
}

bool of_type(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    const TypeName& type = machine.program().types[op.type];
    std::size_t kept = mark;
    for (std::size_t at = mark; at < machine.size(); ++at) {
        if (machine.is_exactly(machine.at(at), type)) {
            machine.at(kept++) = machine.at(at);
        }
    }
    machine.truncate(kept);
    return true;
}

bool type(Machine& machine, const Op&, const Scope&, std::size_t mark) {
    for (std::size_t at = mark; at < machine.size(); ++at) {
        const Item item = machine.at(at);
        machine.at(at) = item.is_node() ? Item::type_info(item.type()) : Item::type_info(item.kind());
    }
    return true;
}

} // namespace renkei::fhirpath::handlers
