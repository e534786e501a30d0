#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/functions.h"
#include "gateway/fhir/fhirpath/program.h"

#include <algorithm>
#include <vector>

namespace renkei::fhirpath {
namespace {

// For each operation so far, by its place in Program::ops: does it depend on the shape only?
using Known = std::vector<bool>;

bool are_known(const Program& program, const Op& op, const Known& known) {
    const auto is_known = [&](OpId id) { return id == no_op || known[id]; };
    return is_known(op.input) && is_known(op.right) &&
           std::ranges::all_of(program.arguments_of(op), is_known);
}

// A truth or a number of items depends on the structure only; a member itself is a text.
bool depends_on_structure_only(const Op& op) {
    return gives_truth(op.code) || op.code == OpCode::count || op.code == OpCode::literal ||
           op.code == OpCode::add;
}

bool is_structure_only(const Program& program, const Op& op) {
    if (op.code >= OpCode::logical_and) { // truths of truths, and whether and how many items are there
        return true;
    }
    if (op.code == OpCode::add || (op.code >= OpCode::less && op.code <= OpCode::not_equal)) {
        return depends_on_structure_only(program.ops[op.input]) &&
               depends_on_structure_only(program.ops[op.right]);
    }
    switch (op.code) {
    case OpCode::literal:
    case OpCode::empty:
    case OpCode::self:
    case OpCode::context:
    case OpCode::resource:
    case OpCode::root_resource:
    case OpCode::member:
    case OpCode::start: return true;
    case OpCode::function:
        return functions()[op.row].handler == handlers::where ||
               functions()[op.row].handler == handlers::children;
    default: return false;
    }
}

} // namespace

bool is_structure_only(const Program& program) {
    Known known;
    for (const Op& op : program.ops) { // each is after those it needs
        known.push_back(are_known(program, op, known) && is_structure_only(program, op));
    }
    return program.root != no_op && known[program.root];
}

} // namespace renkei::fhirpath
