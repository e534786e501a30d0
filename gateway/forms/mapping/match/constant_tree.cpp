#include "gateway/forms/mapping/match/constant_tree.h"

#include "gateway/forms/mapping/match/match_fit.h"

#include <algorithm>
#include <utility>

namespace renkei::mapping {
namespace {

bool is_equal(const MatchState& match, const MatchNode& node, NodeId value) {
    const json::Tree& tree = match.tree();
    if (node.kind == MatchKind::constant) {
        return constant_equal(match.plan(), tree, node, value);
    }
    const json::Node& found = tree[value];
    if (node.kind == MatchKind::object ? !found.is_object()
                                       : !found.is_array() || found.count < node.children) {
        return false;
    }
    const auto children = match.plan().children(node);
    NodeId element = tree.first_child(value);
    return std::ranges::all_of(children, [&](const MatchNode& ours) {
        const NodeId theirs = node.kind == MatchKind::object ? tree.child(value, ours.name)
                                                             : std::exchange(element, tree.next(element));
        return theirs != json::no_node && is_equal(match, ours, theirs);
    });
}

void consume(MatchState& match, const MatchNode& node, NodeId value) {
    if (node.kind == MatchKind::constant) {
        match.consumption.consume_all(value);
        return;
    }
    const json::Tree& tree = match.tree();
    NodeId element = tree.first_child(value);
    for (const MatchNode& ours : match.plan().children(node)) {
        consume(match, ours,
                node.kind == MatchKind::object ? tree.child(value, ours.name)
                                               : std::exchange(element, tree.next(element)));
    }
}

} // namespace

bool consume_if_equal(MatchState& match, const MatchNode& node, NodeId value) {
    if (!is_equal(match, node, value)) {
        return false;
    }
    consume(match, node, value);
    return true;
}

void match_stand_in(MatchState& match, const MatchNode& object, const MatchNode& stand_in, NodeId value,
                    record::Row& row) {
    for (const MatchNode& each : match.plan().children(object)) { // in their turn
        if (each.name == stand_in.name && (each.flags & m_stand_in) != 0 && each.kind == MatchKind::hole) {
            match.compare_later(match.plan().hole(each.index), value, row);
            match.derived.back().object = &object;
            return;
        }
    }
    consume_if_equal(match, stand_in, value);
}

} // namespace renkei::mapping
