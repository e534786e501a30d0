// Derived values: what the record gives at the same place must stand there.
#include "gateway/forms/mapping/codec/encode.h"
#include "gateway/forms/mapping/match/comparison.h"
#include "gateway/forms/mapping/match/constant_tree.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::mapping {

namespace {

// What the plan writes at a place whose value is derived: its hole, or what stands in for it where that is
// empty. One of the two, or neither.
struct WrittenInstead {
    const Hole* hole = nullptr;
    const MatchNode* constant = nullptr;
};
WrittenInstead written_instead(const Encoder& encoder, const DerivedValue& derived, json::NameId name) {
    const Plan& plan = encoder.plan();
    if (const Hole& hole = plan.hole(derived.hole); encoder.has_text(hole, *derived.row)) {
        return {.hole = &hole};
    }
    if (derived.object == nullptr) {
        return {};
    }
    json::NameId replaced = json::no_name;
    for (const MatchNode& each : plan.children(*derived.object)) { // in their turn
        if ((each.flags & m_stand_in) == 0 || each.name != name) {
            continue;
        }
        replaced = each.replaces;
        if (each.kind != MatchKind::hole) {
            return {.constant = &each};
        }
        if (const Hole& hole = plan.hole(each.index); encoder.has_text(hole, *derived.row)) {
            return {.hole = &hole};
        }
    }
    for (const MatchNode& each : plan.children(*derived.object)) { // another type of the choice
        if (each.name == replaced && each.kind == MatchKind::hole &&
            encoder.has_text(plan.hole(each.index), *derived.row)) {
            return {.hole = &plan.hole(each.index)};
        }
    }
    return {};
}

} // namespace

void Comparison::compare_derived() {
    for (const DerivedValue& derived : state_.derived) {
        if (derived_equal(derived)) {
            continue;
        }
        if (derived.governs != json::no_node && is_in_record(fill_, *derived.row) &&
            is_of_another_system(derived)) {
            state_.take_back(derived.governs); // the value belongs to another system
        }
        std::string_view ours = scratch_.view();
        // JSON: people read the text without its quotes
        if (ours.starts_with('"') && scratch_parser_.parse(ours, scratch_tree_)) {
            ours = scratch_tree_.text(json::Tree::root);
        }
        for (NodeId leaf = derived.node; leaf < tree().after(derived.node); ++leaf) {
            if (!state_.consumption.is_consumed(leaf) && !state_.consumption.loss_kind(leaf)) {
                state_.consumption.mark_loss(leaf, message::loss_derived_differs,
                                             ours.empty() ? nothing_written : ours);
            }
        }
    }
}

// Is the value of another system? A number counts only in its own system. A code stays the same code in
// another of our systems, and in systems that the mapping knows for it.
bool Comparison::is_of_another_system(const DerivedValue& derived) const {
    if (state_.child(derived.governs, EngineName::value) != json::no_node) {
        return true;
    }
    const std::string_view found = state_.string(derived.node);
    const auto cases = plan().view_cases(plan().hole(derived.hole));
    return !found.starts_with(plan().text(plan().form().about().base)) &&
           std::ranges::none_of(cases, [&](const ViewCase& each) { return plan().text(each.tail) == found; });
}

bool Comparison::derived_equal(const DerivedValue& derived) {
    scratch_.clear();
    if (!is_in_record(fill_, *derived.row)) {
        return false;
    }
    const WrittenInstead written = written_instead(fill_.encoder(), derived, tree()[derived.node].name);
    if (written.constant != nullptr) {
        return consume_if_equal(state_, *written.constant, derived.node);
    }
    return written.hole != nullptr && hole_equal(*written.hole, derived);
}

bool Comparison::hole_equal(const Hole& hole, const DerivedValue& derived) {
    const bool list = hole.codec == CodecId::codings;
    scratch_.append(list ? "[" : "");
    fill_.encoder().put(hole, *derived.row, scratch_);
    scratch_.append(list ? "]" : "");
    if (scratch_.view() == tree().raw(derived.node)) {
        state_.consumption.consume_all(derived.node);
        return true;
    }
    if (!scratch_parser_.parse(scratch_.view(), scratch_tree_)) {
        return false;
    }
    fill_.make_urls();
    const auto equal_to = [&](NodeId ours) {
        if (!same(scratch_tree_, ours, derived.node)) {
            return false;
        }
        consume_same(scratch_tree_, ours, derived.node);
        return true;
    };
    if (!list) {
        return equal_to(json::Tree::root);
    }
    const auto all = scratch_tree_.children(json::Tree::root);
    return std::ranges::any_of(all, equal_to);
}

} // namespace renkei::mapping
