#include "gateway/forms/mapping/match_state.h"

namespace renkei::mapping {

using diag::Message;
using model::Row;

void MatchState::begin(const json::Tree& tree, model::Record& record) {
    tree_ = &tree;
    record_ = &record;
    record.clear(*form_);
    consumption.begin(tree);
    claimed_.resize(tree.size());
    derived.clear();
    references_.clear();
    reads_ = 0;
    resources_.begin(tree.size());
    roles_.resize(plan_->entries().size());
    for (auto& roles : roles_) {
        roles.clear();
    }
    index_.build(tree);
    composition = json::no_node;
    current_bundle_entry = resources::no_entry;
}

void MatchState::roll_back(const Checkpoint& point) {
    consumption.roll_back(point.consumption);
    derived.resize(point.derived);
    while (references_.size() > point.references) {
        roles_[references_.back().entry].pop_back();
        references_.pop_back();
    }
    reads_ = point.reads;
}

bool MatchState::put(std::uint16_t index, std::string_view text, NodeId node, Row& row) {
    const model::Item& target = item(index);
    Row* const place = row_above(&row, target.group);
    if (text.empty() || place == nullptr) {
        return true;
    }
    const model::ItemValue& old = place->values[target.slot];
    if (!old.empty() && (old.absent != nullptr || old.text() != text)) {
        consumption.mark_loss(node, Message::loss_conflict,
                              old.absent != nullptr ? old.absent->reason : old.text());
        return false;
    }
    record_->set(*place, target, text, (*tree_)[node].begin);
    ++reads_;
    return true;
}

bool MatchState::put_and_consume(std::uint16_t index, std::string_view text, NodeId node, Row& row) {
    if (!put(index, text, node, row)) {
        return false;
    }
    consumption.consume(node);
    return true;
}

bool MatchState::put_absent(std::uint16_t index, const model::Absent& absent, NodeId node, Row& row) {
    const model::Item& target = item(index);
    Row* const place = row_above(&row, target.group);
    if (place == nullptr || !place->values[target.slot].empty()) {
        consumption.mark_loss(node, Message::loss_conflict,
                              place == nullptr ? std::string_view() : place->values[target.slot].text());
        return false;
    }
    record_->set_absent(*place, target, absent, (*tree_)[node].begin);
    ++reads_;
    return true;
}

void MatchState::compare_later(const Hole& hole, NodeId node, Row& row) {
    derived.push_back({static_cast<std::uint32_t>(&hole - plan_->holes().data()), node, &row, nullptr});
}

void MatchState::consume_reference(const MatchNode& node, NodeId leaf, NodeId target, Row& row) {
    const auto entry = static_cast<std::uint16_t>(node.index);
    consumption.consume(leaf);
    references_.push_back({leaf, entry, target});
    roles_[entry].push_back({(node.flags & m_many) != 0 ? nullptr : &row, target});
    reads_ += (node.flags & m_strong) != 0 ? 1 : 0;
}

const MatchedBy* MatchState::matched_by(NodeId resource) const {
    const KnownResource* const known = resources_.find(resource);
    return known == nullptr || known->matched.row == nullptr ? nullptr : &known->matched;
}

void MatchState::free_elements(NodeId array) {
    for (const NodeId element : tree_->children(array)) {
        claimed_[element] = 0;
    }
}

} // namespace renkei::mapping
