#include "gateway/fhirpath/steady.h"

namespace renkei::fhirpath {
namespace {

bool is_steady(const Program& program, const Op& op) {
    const auto of = [&](OpId id) { return id != no_op && program.ops[id].is_steady; };
    switch (op.code) {
    case OpCode::literal:
    case OpCode::context:
    case OpCode::resource:
    case OpCode::root_resource:
        return true;
    case OpCode::member:
    case OpCode::negation:
    case OpCode::has_value:
        return of(op.input);
    case OpCode::exists:
    case OpCode::is_empty:
        return op.arguments == 0 && of(op.input);
    case OpCode::equal:
    case OpCode::not_equal:
    case OpCode::both:
    case OpCode::either:
    case OpCode::only_one:
    case OpCode::implies:
        return of(op.input) && of(op.right);
    default:
        return false;
    }
}

} // namespace

void mark_steady(Program& program) {
    for (Op& op : program.ops) { // each stands after those it needs
        op.is_steady = is_steady(program, op);
    }
}

} // namespace renkei::fhirpath
