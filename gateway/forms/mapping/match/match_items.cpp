#include "gateway/forms/mapping/match/match_items.h"

#include "gateway/forms/mapping/match/match_fit.h"

namespace renkei::mapping {
namespace {

// One item, several, or none yet.
struct OneItem {
    ItemId item = form::none;
    bool is_several = false;

    void add(ItemId other) {
        is_several |= item != form::none && item != other;
        item = other;
    }
    bool is_empty() const { return item == form::none; }
    ItemId only() const { return is_several ? form::none : item; }
};

void add_items(const Plan& plan, const MatchNode& node, OneItem& out) {
    if (node.kind == MatchKind::hole) {
        const Hole& hole = plan.hole(node.index);
        if (hole.parts > 0 && !is_view(hole.codec)) {
            out.add(plan.parts(hole)[0].item);
        }
    } else if (node.kind == MatchKind::object || node.kind == MatchKind::array) {
        for (const MatchNode& each : plan.children(node)) {
            add_items(plan, each, out);
        }
    }
}

// The end of a Period is an item of its own.
ItemId item_of_hole(const Plan& plan, const Hole& hole, bool is_end) {
    const auto parts = plan.parts(hole);
    if (parts.empty() || is_view(hole.codec)) {
        return form::none;
    }
    return hole.codec == CodecId::span && is_end ? parts[2].item : parts[0].item;
}

} // namespace

// Finds the entries that may describe the resource: the one that has matched it, else all that fit.
void ItemFinder::find_examples(NodeId resource) {
    const Plan& plan = match_.plan();
    resource_ = resource;
    examples_.clear();
    if (resource == match_.composition) {
        examples_.push_back(&plan.nodes()[plan.head().composition_node]);
    } else if (const MatchedBy* const matched = match_.matched_by(resource); matched != nullptr) {
        examples_.push_back(&plan.nodes()[plan.entries()[matched->entry].node]);
    } else {
        const std::string_view type = match_.text_at(resource, EngineName::resource_type);
        for (const EntryPlan& entry : plan.entries()) {
            if (plan.text(entry.type) == type &&
                fits(plan, match_.tree(), plan.nodes()[entry.node], resource)) {
                examples_.push_back(&plan.nodes()[entry.node]);
            }
        }
    }
}

// The parts of `node` that describe `value`, a field or an element of what `node` describes.
void ItemFinder::add_parts(const MatchNode& node, NodeId value, std::vector<const MatchNode*>& out) const {
    const json::Tree& tree = match_.tree();
    if (tree.is_element(value)) {
        for (const MatchNode& each : match_.plan().children(node)) {
            const bool may_be = node.kind == MatchKind::array &&
                                (each.kind == MatchKind::hole ||
                                 (each.kind == MatchKind::object && fits(match_.plan(), tree, each, value)));
            if (may_be) {
                out.push_back(&each);
            }
        }
        return;
    }
    const json::NameId name = (tree)[value].name;
    if (node.kind != MatchKind::object || name == json::no_name) {
        return;
    }
    for (const MatchNode& each : match_.plan().children(node)) {
        if (each.name == name || each.sibling == name) {
            out.push_back(&each);
        }
    }
}

ItemId ItemFinder::item_of(NodeId leaf) {
    const json::Tree& tree = match_.tree();
    std::vector<NodeId> path;
    NodeId at = leaf;
    for (; at != json::no_node && match_.known_resource(at) == nullptr; at = tree.parent(at)) {
        path.push_back(at);
    }
    if (at == json::no_node) {
        return form::none;
    }
    if (resource_ != at) {
        find_examples(at);
    }
    ItemId best = form::none;
    std::vector<const MatchNode*> examples = examples_;
    for (auto step = path.rbegin(); step != path.rend() && !examples.empty(); ++step) {
        std::vector<const MatchNode*> next;
        for (const MatchNode* const example : examples) {
            add_parts(*example, *step, next);
        }
        if (next.empty() && tree.is_element(*step)) {
            return form::none; // a further element, beside those that the form knows
        }
        OneItem below;
        for (const MatchNode* const each : next) {
            if (each->kind == MatchKind::hole) {
                const bool is_end =
                    step + 1 != path.rend() && (tree)[*(step + 1)].name == match_.plan().key(EngineName::end);
                if (const ItemId found = item_of_hole(match_.plan(), match_.plan().hole(each->index), is_end);
                    found != form::none) {
                    below.add(found);
                }
            } else {
                add_items(match_.plan(), *each, below);
            }
        }
        best = below.is_empty() ? best : below.only();
        examples = std::move(next);
    }
    return best;
}

} // namespace renkei::mapping
