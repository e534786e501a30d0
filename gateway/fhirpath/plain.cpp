#include "gateway/fhirpath/plain.h"

#include "gateway/fhirpath/functions.h"
#include "gateway/fhirpath/handlers.h"

#include <algorithm>

namespace renkei::fhirpath {
namespace {

bool is_member(const Program& program, OpId id) {
    const Op& op = program.ops[id];
    return op.code == OpCode::member || (op.code == OpCode::start && !program.steps[op.row].type);
}

class Marker {
public:
    explicit Marker(Program& program)
        : program_(program) {}

    void run() {
        for (Op& op : program_.ops) { // each stands after those it needs
            op.is_plain = is_plain(op);
        }
    }

private:
    bool is_plain(Op& op) {
        switch (op.code) {
        case OpCode::both:
        case OpCode::either:
        case OpCode::implies:
            return program_.ops[op.input].is_plain && program_.ops[op.right].is_plain;
        case OpCode::negation:
            return op.input != no_op && program_.ops[op.input].is_plain;
        case OpCode::exists:
        case OpCode::is_empty:
            return op.arguments == 0 && read_path(op);
        case OpCode::has_value:
            return op.input == no_op;
        case OpCode::greater:
            return is_more_children(op);
        default:
            return false;
        }
    }

    // children().count() > id.count()
    bool is_more_children(const Op& op) const {
        const Op& left = program_.ops[op.input];
        const Op& right = program_.ops[op.right];
        if (left.code != OpCode::count || right.code != OpCode::count || left.input == no_op ||
            right.input == no_op || !is_member(program_, right.input) ||
            program_.ops[right.input].input != no_op) {
            return false;
        }
        const Op& children = program_.ops[left.input];
        return children.code == OpCode::function && children.input == no_op &&
               functions()[children.row].handler == handlers::children;
    }

    // The names from the node to what shall be there.
    bool read_path(Op& op) {
        std::vector<std::uint16_t> path;
        for (OpId at = op.input; at != no_op; at = program_.ops[at].input) {
            if (!is_member(program_, at)) {
                return false;
            }
            path.push_back(program_.ops[at].row);
        }
        op.path = static_cast<std::uint32_t>(program_.paths.size());
        op.path_size = static_cast<std::uint32_t>(path.size());
        program_.paths.insert(program_.paths.end(), path.rbegin(), path.rend());
        return true;
    }

    Program& program_;
};

bool has_value(const Item& item) {
    return item.value_node() != json::no_node && !item.tree()[item.value_node()].is_container();
}

} // namespace

void mark_plain(Program& program) { Marker(program).run(); }

bool plain_truth(const Program& program, OpId id, const Item& self, Navigation& navigation) {
    const Op& op = program.ops[id];
    const auto truth = [&](OpId part) { return plain_truth(program, part, self, navigation); };
    const auto is_there = [&] {
        return navigation.has_path(self, std::span(program.paths).subspan(op.path, op.path_size), program);
    };
    switch (op.code) {
    case OpCode::both:
        return truth(op.input) && truth(op.right);
    case OpCode::either:
        return truth(op.input) || truth(op.right);
    case OpCode::implies:
        return !truth(op.input) || truth(op.right);
    case OpCode::negation:
        return !truth(op.input);
    case OpCode::exists:
        return is_there();
    case OpCode::is_empty:
        return !is_there();
    case OpCode::has_value:
        return has_value(self);
    default: { // children().count() > id.count()
        const Step& step = program.steps[program.ops[program.ops[op.right].input].row];
        return navigation.has_children_beside(self, step);
    }
    }
}

} // namespace renkei::fhirpath
