#include "gateway/forms/mapping/codec/consumption.h"

#include "gateway/core/text/sanitize.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

// A long text may be expected at very many places.
std::string shortened(std::string_view expected) {
    constexpr std::size_t enough = 1000;
    return expected.size() <= enough ? std::string(expected)
                                     : std::string(text::truncated_utf8(expected, enough)) + "…";
}

} // namespace

void Consumption::begin(const json::Tree& tree) {
    tree_ = &tree;
    consumed_.assign(tree.size(), 0);
    kinds_.assign(tree.size(), no_kind);
    trail_.clear();
    expected_.clear();
    notes_.clear();
}

void Consumption::roll_back(const Checkpoint& point) {
    while (trail_.size() > point.consumed) {
        consumed_[trail_.back()] = 0;
        trail_.pop_back();
    }
    notes_.erase(notes_.begin() + static_cast<std::ptrdiff_t>(point.notes), notes_.end());
}

void Consumption::consume(NodeId leaf) {
    if (consumed_[leaf] == 0) {
        consumed_[leaf] = 1;
        trail_.push_back(leaf);
    }
}

void Consumption::consume_all(NodeId node) {
    for (NodeId at = node; at < tree_->after(node); ++at) {
        consume(at);
    }
}

void Consumption::consume_leaves(NodeId node) {
    for (NodeId at = node; at < tree_->after(node); ++at) {
        if (!(*tree_)[at].is_container()) {
            consume(at);
        }
    }
}

void Consumption::release_all(NodeId node) {
    std::fill(consumed_.begin() + node, consumed_.begin() + tree_->after(node), std::uint8_t{0});
}

std::vector<json::NodeId> Consumption::left() const {
    std::vector<NodeId> out;
    const std::span<const json::Node> nodes = tree_->nodes();
    for (NodeId node = 0; node < nodes.size(); ++node) {
        if (consumed_[node] == 0 && (!nodes[node].is_container() || nodes[node].count == 0)) {
            out.push_back(node);
        }
    }
    return out;
}

void Consumption::mark_loss(NodeId node, Message kind) {
    for (NodeId at = node; at < tree_->after(node); ++at) {
        if (!(*tree_)[at].is_container() || (*tree_)[at].count == 0) {
            kinds_[at] = static_cast<std::uint16_t>(kind);
        }
    }
}

void Consumption::mark_loss(NodeId node, Message kind, std::string_view expected) {
    mark_loss(node, kind);
    for (NodeId at = node; at < tree_->after(node); ++at) {
        if (!(*tree_)[at].is_container()) {
            expected_.insert_or_assign(at, shortened(expected));
        }
    }
}

std::optional<Message> Consumption::loss_kind(NodeId node) const {
    return kinds_[node] == no_kind ? std::nullopt : std::optional(static_cast<Message>(kinds_[node]));
}

std::string_view Consumption::expected(NodeId node) const {
    const auto found = expected_.find(node);
    return found == expected_.end() ? std::string_view() : found->second;
}

void Consumption::note(Message kind, NodeId node, std::string from, std::string to, ItemId item) {
    notes_.push_back({kind, node, std::move(from), std::move(to), item});
}

} // namespace renkei::mapping
