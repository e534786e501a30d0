#include "gateway/fhir/fhirpath/simple_predicate.h"

#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/functions.h"

#include <algorithm>
#include <array>

namespace renkei::fhirpath {
namespace {

bool is_member(const Program& program, OpId id) {
    const Op& op = program.ops[id];
    return op.code == OpCode::member || (op.code == OpCode::start && !program.steps[op.row].type);
}

// Of the functions whose result follows from what they are given, those that invariants ask of a resource.
constexpr std::array fixed_functions{handlers::first, handlers::last, handlers::tail,
                                     handlers::replace_matches};

struct Marker {
    Program& program;

    void run() {
        for (Op& op : program.ops) { // each is after those it needs
            op.plain = plain(op);
            op.is_fixed = is_fixed(op);
            if (op.code == OpCode::member || op.code == OpCode::start) {
                read_path(op, static_cast<OpId>(&op - program.ops.data()));
            }
        }
    }

    // entry.all(request.exists() = (%resource.type = 'batch')): what is asked of each entry again
    bool is_fixed(const Op& op) const {
        const auto is_known = [&](OpId id) { return id != no_op && program.ops[id].is_fixed; };
        switch (op.code) {
        case OpCode::literal:
        case OpCode::context:
        case OpCode::resource:
        case OpCode::root_resource: return true;
        case OpCode::member:
        case OpCode::count: return is_known(op.input);
        case OpCode::exists:
        case OpCode::is_empty:
        case OpCode::negation: return op.arguments == 0 && is_known(op.input);
        case OpCode::has_value:
        case OpCode::all: return false;
        case OpCode::function:
            return std::ranges::find(fixed_functions, functions()[op.row].handler) != fixed_functions.end() &&
                   is_known(op.input) && std::ranges::all_of(program.arguments_of(op), is_known);
        default:
            return (op.code == OpCode::concatenate || gives_truth(op.code)) && is_known(op.input) &&
                   is_known(op.right);
        }
    }

    SimplePredicate plain(Op& op) {
        switch (op.code) {
        case OpCode::logical_and:
        case OpCode::logical_or:
        case OpCode::implies: {
            const SimplePredicate left = program.ops[op.input].plain;
            const SimplePredicate right = program.ops[op.right].plain;
            return left == right ? left : SimplePredicate::sometimes;
        }
        case OpCode::equal:
        case OpCode::not_equal: return equality(program.ops[op.input], program.ops[op.right]);
        case OpCode::negation:
            return op.input == no_op ? SimplePredicate::never : program.ops[op.input].plain;
        case OpCode::exists:
        case OpCode::is_empty: return op.arguments == 0 ? presence(op) : SimplePredicate::never;
        case OpCode::all:
            return read_path(op, op.input) ? SimplePredicate::sometimes : SimplePredicate::never;
        case OpCode::has_value: return op.input == no_op ? SimplePredicate::always : SimplePredicate::never;
        case OpCode::greater: return is_more_children(op) ? SimplePredicate::always : SimplePredicate::never;
        case OpCode::function:
            return is_text_test(op) && read_path(op, op.input) ? SimplePredicate::sometimes
                                                               : SimplePredicate::never;
        default: return SimplePredicate::never;
        }
    }

    // Of two truths: extension.exists() != value.exists()
    static SimplePredicate equality(const Op& left, const Op& right) {
        const bool is_known = gives_truth(left.code) && gives_truth(right.code) &&
                              left.plain != SimplePredicate::never && right.plain != SimplePredicate::never;
        return !is_known                   ? SimplePredicate::never
               : left.plain == right.plain ? left.plain
                                           : SimplePredicate::sometimes;
    }

    // Asks whether members exist, or items selected among members (none if there are no members).
    SimplePredicate presence(Op& op) {
        if (read_path(op, op.input)) {
            return SimplePredicate::always;
        }
        OpId at = op.input;
        while (at != no_op && is_selection(program.ops[at])) {
            at = program.ops[at].input;
        }
        return at != no_op && read_path(op, at) ? SimplePredicate::sometimes : SimplePredicate::never;
    }

    static bool is_selection(const Op& op) {
        return op.code == OpCode::function && (functions()[op.row].handler == handlers::where ||
                                               functions()[op.row].handler == handlers::select ||
                                               functions()[op.row].handler == handlers::trace);
    }

    // startsWith('#'), contains('/_history/'), of a member
    bool is_text_test(const Op& op) const {
        const auto handler = functions()[op.row].handler;
        return (handler == handlers::starts_with || handler == handlers::contains) && op.input != no_op &&
               is_member(program, op.input) && program.ops[op.input].input == no_op &&
               program.ops[program.arguments_of(op)[0]].code == OpCode::literal &&
               program.literals[program.ops[program.arguments_of(op)[0]].row].kind() == ItemKind::string;
    }

    // children().count() > id.count()
    bool is_more_children(const Op& op) const {
        const Op& left = program.ops[op.input];
        const Op& right = program.ops[op.right];
        if (left.code != OpCode::count || right.code != OpCode::count || left.input == no_op ||
            right.input == no_op || !is_member(program, right.input) ||
            program.ops[right.input].input != no_op) {
            return false;
        }
        const Op& children = program.ops[left.input];
        return children.code == OpCode::function && children.input == no_op &&
               functions()[children.row].handler == handlers::children;
    }

    // Reads the names that lead from the node to the member whose presence is asked for.
    bool read_path(Op& op, OpId last) {
        std::vector<std::uint16_t> path;
        for (OpId at = last; at != no_op; at = program.ops[at].input) {
            if (!is_member(program, at)) {
                return false;
            }
            path.push_back(program.ops[at].row);
        }
        op.path = static_cast<std::uint32_t>(program.paths.size());
        op.path_size = static_cast<std::uint32_t>(path.size());
        program.paths.insert(program.paths.end(), path.rbegin(), path.rend());
        return true;
    }
};

bool has_value(const Item& item) {
    return item.value_node() != json::no_node && !item.tree()[item.value_node()].is_container();
}

} // namespace

void mark_simple_predicates(Program& program) { Marker{program}.run(); }

namespace {

// One plain operation at one node.
struct Asking {
    const Program& program;
    const Item& self;
    Navigation& navigation;
    std::vector<TextTest>* tests;

    TruthValue truth(OpId id) const {
        const Op& op = program.ops[id];
        switch (op.plain == SimplePredicate::never ? OpCode::empty : op.code) {
        case OpCode::logical_and:
            return opposite(either(opposite(truth(op.input)), [&] { return opposite(truth(op.right)); }));
        case OpCode::logical_or: return either(truth(op.input), [&] { return truth(op.right); });
        case OpCode::implies: return either(opposite(truth(op.input)), [&] { return truth(op.right); });
        case OpCode::equal: return same(truth(op.input), truth(op.right));
        case OpCode::not_equal: return opposite(same(truth(op.input), truth(op.right)));
        case OpCode::negation: return opposite(truth(op.input));
        case OpCode::exists: return known(op, truth_value(is_there(op)), TruthValue::yes);
        case OpCode::is_empty: return known(op, truth_value(!is_there(op)), TruthValue::no);
        case OpCode::all: return is_there(op) ? TruthValue::unknown : TruthValue::yes;
        case OpCode::has_value: return truth_value(has_value(self));
        case OpCode::greater: // children().count() > id.count()
            return truth_value(navigation.has_children_beside(
                self, program.steps[program.ops[program.ops[op.right].input].row]));
        case OpCode::function: return text_test(op);
        default: return TruthValue::unknown;
        }
    }

    template <class Right>
    static TruthValue either(TruthValue left, Right right) {
        if (left == TruthValue::yes) {
            return left;
        }
        const TruthValue other = right();
        return other == TruthValue::yes || left == TruthValue::no ? other : TruthValue::unknown;
    }

    static TruthValue same(TruthValue left, TruthValue right) {
        return left == TruthValue::unknown || right == TruthValue::unknown ? TruthValue::unknown
                                                                           : truth_value(left == right);
    }

    // For a selection, it is only known that the result is empty if there are no members to select from.
    static TruthValue known(const Op& op, TruthValue answer, TruthValue if_there) {
        return op.plain == SimplePredicate::sometimes && answer == if_there ? TruthValue::unknown : answer;
    }

    bool is_there(const Op& op) const { return navigation.has_path(self, program.path_of(op), program); }

    // Tests a member that is one JSON string; the answer is unknown if it is not there.
    TruthValue text_test(const Op& op) const {
        const json::NodeId object = self.value_node();
        const Step& step = program.steps[program.paths[op.path]];
        if (object == json::no_node || step.name == json::no_name || step.choice != nullptr) {
            return TruthValue::unknown;
        }
        const std::span<const definitions::Element> elements = navigation.elements(self.type(), step);
        if (elements.size() != 1 || !elements.front().is_primitive) {
            return TruthValue::unknown;
        }
        const json::Tree& tree = self.tree();
        const json::NodeId member = tree[object].is_object() ? tree.child(object, step.name) : json::no_node;
        if (member == json::no_node || !tree[member].is_string()) {
            return TruthValue::unknown;
        }
        const std::string_view part =
            program.literals[program.ops[program.arguments_of(op)[0]].row].as_string();
        const bool is_of_start = functions()[op.row].handler == handlers::starts_with;
        const bool answer = TextTest::ask(tree.text(member), part, is_of_start);
        if (tests != nullptr) {
            tests->push_back({member, part, is_of_start, answer});
        }
        return truth_value(answer);
    }
};

} // namespace

TruthValue simple_truth(const Program& program, OpId id, const Item& self, Navigation& navigation,
                        std::vector<TextTest>* tests) {
    return Asking{program, self, navigation, tests}.truth(id);
}

} // namespace renkei::fhirpath
