#include "gateway/fhir/fhirpath/program.h"

namespace renkei::fhirpath {
namespace {

bool is_context_only(const Program& program, const Op& op) {
    const auto of = [&](OpId id) { return id != no_op && program.ops[id].is_context_only; };
    switch (op.code) {
    case OpCode::literal:
    case OpCode::context:
    case OpCode::resource:
    case OpCode::root_resource: return true;
    case OpCode::member:
    case OpCode::negation:
    case OpCode::has_value: return of(op.input);
    case OpCode::exists:
    case OpCode::is_empty: return op.arguments == 0 && of(op.input);
    case OpCode::equal:
    case OpCode::not_equal:
    case OpCode::logical_and:
    case OpCode::logical_or:
    case OpCode::logical_xor:
    case OpCode::implies: return of(op.input) && of(op.right);
    default: return false;
    }
}

} // namespace

void mark_context_only(Program& program) {
    for (Op& op : program.ops) { // each is after those it needs
        op.is_context_only = is_context_only(program, op);
    }
}

} // namespace renkei::fhirpath
