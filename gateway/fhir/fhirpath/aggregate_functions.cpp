// sum(), min(), max(), avg().
#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "generated/messages/fhirpath.h"

namespace renkei::fhirpath::handlers {
namespace {

// Folds the input into one value by an operator; nothing for an empty input or a sum that is empty.
bool total(Machine& machine, const Op& op, std::size_t mark, OpCode code, Item& out) {
    for (std::size_t at = mark; at < machine.size(); ++at) {
        const Item value = machine.value_of(machine.at(at));
        if (machine.is_large(machine.at(at))) { // overflow
            out = Item();
            return true;
        }
        if (value.is_nothing()) {
            continue;
        }
        if (out.is_nothing()) {
            out = value;
            continue;
        }
        const std::size_t begin = machine.size();
        if (!calculate(machine, code, out, value)) {
            return machine.fail(
                message::fhirpath_operands, op,
                {machine.word_of(op), type_name(out, machine.r4()), type_name(value, machine.r4())});
        }
        out = machine.size() > begin ? machine.at(begin) : Item();
        machine.truncate(begin);
        if (out.is_nothing()) {
            return true;
        }
    }
    return true;
}

} // namespace

bool extreme(Machine& machine, const Op& op, const Scope&, std::size_t mark, Order wanted) {
    Item out;
    for (std::size_t at = mark; at < machine.size(); ++at) {
        const Item value = machine.value_to_compare(machine.at(at));
        Order order = wanted;
        if (value.is_nothing()) {
            continue;
        }
        if (!out.is_nothing() && !machine.order(op, value, out, order)) {
            return false;
        }
        if (order == Order::unknown) {
            return machine.give_nothing(mark);
        }
        out = order == wanted ? value : out;
    }
    return machine.give(mark, out);
}

bool sum(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    Item out;
    return total(machine, op, mark, OpCode::add, out) && machine.give(mark, out);
}

bool average(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    const auto count = static_cast<std::int64_t>(machine.size() - mark);
    Item out;
    if (!total(machine, op, mark, OpCode::add, out)) {
        return false;
    }
    machine.truncate(mark);
    return out.is_nothing() || calculate(machine, OpCode::divide, out, Item::integer(count)) ||
           machine.fail(message::fhirpath_input_type, op,
                        {"avg()", "Integer, Decimal, Quantity", type_name(out, machine.r4())});
}

} // namespace renkei::fhirpath::handlers
