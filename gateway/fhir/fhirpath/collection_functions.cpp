// Functions of whole collections: existence, subsets, combination.
#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "generated/messages/fhirpath.h"

#include <algorithm>

namespace renkei::fhirpath::handlers {
namespace {

// Pushes the argument behind the input; returns where it begins, or nothing if that failed.
std::optional<std::size_t> other(Machine& machine, const Op& op, const Scope& scope, std::size_t number = 0) {
    const std::size_t begin = machine.size();
    const std::size_t variables = machine.variables();
    const bool done = machine.eval(machine.program().arguments_of(op)[number], scope);
    machine.forget_variables(variables);
    return done ? std::optional(begin) : std::nullopt;
}

// Nothing if it would take too many steps.
std::optional<bool> is_subset(Machine& machine, const Op& op, std::size_t first, std::size_t last,
                              std::size_t of_first, std::size_t of_last) {
    for (std::size_t at = first; at < last; ++at) {
        if (!machine.spend(of_last - of_first, op)) {
            return std::nullopt;
        }
        if (!machine.contains(of_first, of_last, machine.at(at))) {
            return false;
        }
    }
    return true;
}

bool keep_range(Machine& machine, std::size_t mark, std::size_t first, std::size_t count) {
    machine.truncate(mark + std::min(machine.size() - mark, first + count));
    machine.remove(mark, mark + std::min(machine.size() - mark, first));
    return true;
}

} // namespace

// Gives whether any item (`is_any`), or every item, is the Boolean `wanted`; fails for other types.
bool test_all(Machine& machine, const Op& op, const Scope&, std::size_t mark, bool wanted, bool is_any) {
    bool out = !is_any;
    for (std::size_t at = mark; at < machine.size(); ++at) {
        const Item value = machine.value_of(machine.at(at));
        if (value.kind() != ItemKind::boolean) {
            return machine.fail(message::fhirpath_input_type, op,
                                {std::string(machine.word_of(op)) + "()", "Boolean",
                                 type_name(machine.at(at), machine.r4())});
        }
        if ((value.as_boolean() == wanted) == is_any) {
            out = is_any;
        }
    }
    return machine.give_boolean(mark, truth_value(out));
}

// Keeps the items of the input that are in the argument, or those that do not.
bool keep_if(Machine& machine, const Op& op, const Scope& scope, std::size_t mark, bool wanted) {
    const auto begin = other(machine, op, scope);
    if (!begin) {
        return false;
    }
    const std::size_t end = machine.size();
    std::size_t kept = mark;
    for (std::size_t at = mark; at < *begin; ++at) {
        if (!machine.spend(end - *begin, op)) {
            return false;
        }
        if (machine.contains(*begin, end, machine.at(at)) == wanted) {
            machine.at(kept++) = machine.at(at);
        }
    }
    machine.truncate(kept);
    return true;
}

bool subset_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    const auto begin = other(machine, op, scope);
    const auto is = begin ? is_subset(machine, op, mark, *begin, *begin, machine.size()) : std::nullopt;
    return is && machine.give_boolean(mark, truth_value(*is));
}

bool superset_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    const auto begin = other(machine, op, scope);
    const auto is = begin ? is_subset(machine, op, *begin, machine.size(), mark, *begin) : std::nullopt;
    return is && machine.give_boolean(mark, truth_value(*is));
}

bool distinct(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    return machine.distinct(mark, op);
}

bool is_distinct(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    const std::size_t count = machine.size() - mark;
    return machine.distinct(mark, op) &&
           machine.give_boolean(mark, truth_value(machine.size() - mark == count));
}

bool single(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    return machine.size() - mark <= 1 || machine.fail_many(op, "single()", machine.size() - mark);
}

bool first(Machine& machine, const Op&, const Scope&, std::size_t mark) {
    return keep_range(machine, mark, 0, 1);
}

bool last(Machine& machine, const Op&, const Scope&, std::size_t mark) {
    const std::size_t count = machine.size() - mark;
    return keep_range(machine, mark, count == 0 ? 0 : count - 1, 1);
}

bool tail(Machine& machine, const Op&, const Scope&, std::size_t mark) {
    return keep_range(machine, mark, 1, machine.size());
}

bool skip(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    std::int64_t count = 0;
    const Cardinality found = machine.whole_argument(op, 0, scope, count);
    return found != Cardinality::failed &&
           keep_range(machine, mark, static_cast<std::size_t>(std::max(count, std::int64_t{0})),
                      machine.size());
}

bool take(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    std::int64_t count = 0;
    const Cardinality found = machine.whole_argument(op, 0, scope, count);
    return found != Cardinality::failed &&
           keep_range(machine, mark, 0, static_cast<std::size_t>(std::max(count, std::int64_t{0})));
}

bool intersect(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return keep_if(machine, op, scope, mark, true) && machine.distinct(mark, op);
}

bool unite(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return other(machine, op, scope) && machine.distinct(mark, op);
}

// The second argument, "keep the order", is not evaluated, because the order is always kept.
bool combine(Machine& machine, const Op& op, const Scope& scope, std::size_t) {
    return other(machine, op, scope).has_value();
}

bool coalesce(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    machine.truncate(mark);
    for (std::size_t n = 0; n < op.arguments && machine.size() == mark; ++n) {
        if (!other(machine, op, scope, n)) {
            return false;
        }
    }
    return true;
}

bool children(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    const std::size_t end = machine.size();
    for (std::size_t at = mark; at < end; ++at) {
        const Item item = machine.at(at);
        if (item.is_node()) {
            machine.push_children(item);
        }
    }
    const std::size_t found = machine.size() - end;
    machine.remove(mark, end);
    return machine.spend(found, op);
}

bool descendants(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    const std::size_t end = machine.size();
    for (std::size_t at = mark; at < machine.size(); ++at) {
        const Item item = machine.at(at);
        if (item.is_node()) {
            machine.push_children(item);
        }
        if (!machine.spend(1, op)) {
            return false;
        }
    }
    machine.remove(mark, end);
    return true;
}

} // namespace renkei::fhirpath::handlers
