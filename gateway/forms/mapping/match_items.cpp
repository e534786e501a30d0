// Which item of the form a leaf belongs to: the example is walked along the leaf's path as far as it goes.
// The deepest place that holds items names the item, if it is one.
#include "gateway/forms/mapping/match_fit.h"
#include "gateway/forms/mapping/match_work.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

using json::NodeId;

// One item, several, or none yet.
struct OneItem {
    std::uint16_t item = forms::none;
    bool is_several = false;

    void add(std::uint16_t other) {
        is_several |= item != forms::none && item != other;
        item = other;
    }
    bool is_empty() const { return item == forms::none; }
    std::uint16_t only() const { return is_several ? forms::none : item; }
};

void add_items(const Plan& plan, const MatchNode& node, OneItem& out) {
    if (node.kind == MatchKind::hole) {
        const Hole& hole = plan.hole(node.index);
        if (hole.parts > 0 && hole.codec != Codec::view) {
            out.add(plan.parts(hole)[0].item);
        }
    } else if (node.kind == MatchKind::object || node.kind == MatchKind::array) {
        for (const MatchNode& each : plan.children(node)) {
            add_items(plan, each, out);
        }
    }
}

// The end of a Period is an item of its own.
std::uint16_t item_of_hole(const Plan& plan, const Hole& hole, bool is_end) {
    const auto parts = plan.parts(hole);
    if (parts.empty() || hole.codec == Codec::view) {
        return forms::none;
    }
    return hole.codec == Codec::span && is_end ? parts[2].item : parts[0].item;
}

} // namespace

// Of an example's entries those that may be the resource: the one that has taken it, else all that fit.
void MatchWork::find_owners(NodeId resource, Owners& owners) const {
    owners.resource = resource;
    owners.examples.clear();
    if (resource == composition_) {
        owners.examples.push_back(&plan_->nodes()[plan_->head().composition_node]);
    } else if (const MatchedBy* const taken = matched_by(resource); taken != nullptr) {
        owners.examples.push_back(&plan_->nodes()[plan_->entries()[taken->entry].node]);
    } else {
        const std::string_view type = text_at(resource, EngineName::resource_type);
        for (const EntryPlan& entry : plan_->entries()) {
            if (plan_->text(entry.type) == type &&
                fits(*plan_, *tree_, plan_->nodes()[entry.node], resource)) {
                owners.examples.push_back(&plan_->nodes()[entry.node]);
            }
        }
    }
}

// The parts of `node` that describe `value`, a field or an element of what `node` describes.
void MatchWork::add_examples(const MatchNode& node, NodeId value, std::vector<const MatchNode*>& out) const {
    if (tree_->is_element(value)) {
        for (const MatchNode& each : plan_->children(node)) {
            const bool may_be = node.kind == MatchKind::array &&
                                (each.kind == MatchKind::hole ||
                                 (each.kind == MatchKind::object && fits(*plan_, *tree_, each, value)));
            if (may_be) {
                out.push_back(&each);
            }
        }
        return;
    }
    const json::NameId name = (*tree_)[value].name;
    if (node.kind != MatchKind::object || name == json::no_name) {
        return;
    }
    for (const MatchNode& each : plan_->children(node)) {
        if (each.name == name || each.sibling == name) {
            out.push_back(&each);
        }
    }
}

std::uint16_t MatchWork::item_of(NodeId leaf, Owners& owners) const {
    std::vector<NodeId> path;
    NodeId at = leaf;
    for (; at != json::no_node && known_.find(at) == nullptr; at = tree_->parent(at)) {
        path.push_back(at);
    }
    if (at == json::no_node) {
        return forms::none;
    }
    if (owners.resource != at) {
        find_owners(at, owners);
    }
    std::uint16_t best = forms::none;
    std::vector<const MatchNode*> examples = owners.examples;
    for (auto step = path.rbegin(); step != path.rend() && !examples.empty(); ++step) {
        std::vector<const MatchNode*> next;
        for (const MatchNode* const example : examples) {
            add_examples(*example, *step, next);
        }
        if (next.empty() && tree_->is_element(*step)) {
            return forms::none; // beside those that the form knows
        }
        OneItem below;
        for (const MatchNode* const each : next) {
            if (each->kind == MatchKind::hole) {
                const bool is_end =
                    step + 1 != path.rend() && (*tree_)[*(step + 1)].name == plan_->key(EngineName::end);
                if (const std::uint16_t found = item_of_hole(*plan_, plan_->hole(each->index), is_end);
                    found != forms::none) {
                    below.add(found);
                }
            } else {
                add_items(*plan_, *each, below);
            }
        }
        best = below.is_empty() ? best : below.only();
        examples = std::move(next);
    }
    return best;
}

} // namespace renkei::mapping
