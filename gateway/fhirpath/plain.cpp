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
            op.plain = plain(op);
            if (op.code == OpCode::member || op.code == OpCode::start) {
                read_path(op, static_cast<OpId>(&op - program_.ops.data()));
            }
        }
    }

private:
    Plain plain(Op& op) {
        switch (op.code) {
        case OpCode::both:
        case OpCode::either:
        case OpCode::implies: {
            const Plain left = program_.ops[op.input].plain;
            const Plain right = program_.ops[op.right].plain;
            return left == right ? left : Plain::sometimes;
        }
        case OpCode::equal:
        case OpCode::not_equal:
            return equality(program_.ops[op.input], program_.ops[op.right]);
        case OpCode::negation:
            return op.input == no_op ? Plain::never : program_.ops[op.input].plain;
        case OpCode::exists:
        case OpCode::is_empty:
            return op.arguments == 0 ? presence(op) : Plain::never;
        case OpCode::all:
            return read_path(op, op.input) ? Plain::sometimes : Plain::never;
        case OpCode::has_value:
            return op.input == no_op ? Plain::always : Plain::never;
        case OpCode::greater:
            return is_more_children(op) ? Plain::always : Plain::never;
        case OpCode::function:
            return is_text_test(op) && read_path(op, op.input) ? Plain::sometimes : Plain::never;
        default:
            return Plain::never;
        }
    }

    // Of two truths: extension.exists() != value.exists()
    static Plain equality(const Op& left, const Op& right) {
        const bool is_known = gives_truth(left.code) && gives_truth(right.code) && left.plain != Plain::never && right.plain != Plain::never;
        return !is_known ? Plain::never : left.plain == right.plain ? left.plain : Plain::sometimes;
    }

    // Of members; or of what is selected among members, which is nothing if they are not there.
    Plain presence(Op& op) {
        if (read_path(op, op.input)) {
            return Plain::always;
        }
        OpId at = op.input;
        while (at != no_op && is_selection(program_.ops[at])) {
            at = program_.ops[at].input;
        }
        return at != no_op && read_path(op, at) ? Plain::sometimes : Plain::never;
    }

    static bool is_selection(const Op& op) {
        return op.code == OpCode::function && (functions()[op.row].handler == handlers::where || functions()[op.row].handler == handlers::select ||
                                                  functions()[op.row].handler == handlers::trace);
    }

    // startsWith('#'), contains('/_history/'), of a member
    bool is_text_test(const Op& op) const {
        const auto handler = functions()[op.row].handler;
        return (handler == handlers::starts_with || handler == handlers::contains) && op.input != no_op && is_member(program_, op.input) &&
               program_.ops[op.input].input == no_op && program_.ops[program_.arguments_of(op)[0]].code == OpCode::literal &&
               program_.literals[program_.ops[program_.arguments_of(op)[0]].row].kind() == Kind::string;
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
    bool read_path(Op& op, OpId last) {
        std::vector<std::uint16_t> path;
        for (OpId at = last; at != no_op; at = program_.ops[at].input) {
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

namespace {

// One plain operation at one node.
class Asking {
public:
    Asking(const Program& program, const Item& self, Navigation& navigation, std::vector<TextTest>* tests)
        : program_(program)
        , self_(self)
        , navigation_(navigation)
        , tests_(tests) {}

    Tri truth(OpId id) const {
        const Op& op = program_.ops[id];
        switch (op.plain == Plain::never ? OpCode::empty : op.code) {
        case OpCode::both:
            return opposite(either(opposite(truth(op.input)), [&] { return opposite(truth(op.right)); }));
        case OpCode::either:
            return either(truth(op.input), [&] { return truth(op.right); });
        case OpCode::implies:
            return either(opposite(truth(op.input)), [&] { return truth(op.right); });
        case OpCode::equal:
            return same(truth(op.input), truth(op.right));
        case OpCode::not_equal:
            return opposite(same(truth(op.input), truth(op.right)));
        case OpCode::negation:
            return opposite(truth(op.input));
        case OpCode::exists:
            return known(op, tri(is_there(op)), Tri::yes);
        case OpCode::is_empty:
            return known(op, tri(!is_there(op)), Tri::no);
        case OpCode::all:
            return is_there(op) ? Tri::unknown : Tri::yes;
        case OpCode::has_value:
            return tri(has_value(self_));
        case OpCode::greater: // children().count() > id.count()
            return tri(navigation_.has_children_beside(self_, program_.steps[program_.ops[program_.ops[op.right].input].row]));
        case OpCode::function:
            return text_test(op);
        default:
            return Tri::unknown;
        }
    }

private:
    template <class Right>
    static Tri either(Tri left, Right right) {
        if (left == Tri::yes) {
            return left;
        }
        const Tri other = right();
        return other == Tri::yes || left == Tri::no ? other : Tri::unknown;
    }

    static Tri same(Tri left, Tri right) { return left == Tri::unknown || right == Tri::unknown ? Tri::unknown : tri(left == right); }

    // Of a selection it is only known that nothing comes of nothing.
    static Tri known(const Op& op, Tri answer, Tri if_there) { return op.plain == Plain::sometimes && answer == if_there ? Tri::unknown : answer; }

    bool is_there(const Op& op) const {
        return navigation_.has_path(self_, program_.path_of(op), program_);
    }

    // Of a member that is one string as it stands; of nothing there is no answer.
    Tri text_test(const Op& op) const {
        const json::NodeId object = self_.value_node();
        const Step& step = program_.steps[program_.paths[op.path]];
        if (object == json::no_node || step.name == json::no_name || step.choice != nullptr) {
            return Tri::unknown;
        }
        const std::span<const defs::Element> elements = navigation_.elements(self_.type(), step);
        if (elements.size() != 1 || !elements.front().is_primitive) {
            return Tri::unknown;
        }
        const json::Tree& tree = self_.tree();
        const json::NodeId member = tree[object].is_object() ? tree.child(object, step.name) : json::no_node;
        if (member == json::no_node || !tree[member].is_string()) {
            return Tri::unknown;
        }
        const std::string_view part = program_.literals[program_.ops[program_.arguments_of(op)[0]].row].as_string();
        const bool is_of_start = functions()[op.row].handler == handlers::starts_with;
        const bool answer = TextTest::ask(tree.text(member), part, is_of_start);
        if (tests_ != nullptr) {
            tests_->push_back({member, part, is_of_start, answer});
        }
        return tri(answer);
    }

    const Program& program_;
    const Item& self_;
    Navigation& navigation_;
    std::vector<TextTest>* tests_;
};

} // namespace

Tri plain_truth(const Program& program, OpId id, const Item& self, Navigation& navigation, std::vector<TextTest>* tests) {
    return Asking(program, self, navigation, tests).truth(id);
}

} // namespace renkei::fhirpath
