// Which leaves of a bundle a match has consumed, and why it could not consume others. What is not consumed at
// the end is the loss report.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/core/json/tree.h"
#include "gateway/forms/mapping/plan/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renkei::mapping {

class Consumption {
public:
    using NodeId = json::NodeId;

    // A value that was consumed in a changed form: `from` became `to`.
    struct Note {
        diag::Message kind;
        NodeId node;
        std::string from;
        std::string to;
        ItemId item;
    };
    struct Checkpoint {
        std::size_t consumed;
        std::size_t notes;
    };

    void begin(const json::Tree& tree);

    // Consumed leaves and notes can be taken back to a point. A kind of loss stays: an attempt that failed
    // knows the reason best.
    Checkpoint checkpoint() const { return {trail_.size(), notes_.size()}; }
    void roll_back(const Checkpoint& point);

    void consume(NodeId leaf);
    void consume_all(NodeId node); // all leaves below, and what holds them
    void consume_leaves(NodeId node);
    void release(NodeId leaf) { consumed_[leaf] = 0; }
    void release_all(NodeId node);
    bool is_consumed(NodeId node) const { return consumed_[node] != 0; }
    std::vector<NodeId> left() const; // leaves that are not consumed

    // Marks the node, or all leaves of a container, with the kind of loss.
    void mark_loss(NodeId node, diag::Message kind);
    void mark_loss(NodeId node, diag::Message kind, std::string_view expected);
    std::optional<diag::Message> loss_kind(NodeId node) const;
    std::string_view expected(NodeId node) const; // empty: not known

    void note(diag::Message kind, NodeId node, std::string from, std::string to, ItemId item);
    const std::vector<Note>& notes() const { return notes_; }

private:
    static constexpr std::uint16_t no_kind = 0xFFFF;

    const json::Tree* tree_ = nullptr;
    std::vector<std::uint8_t> consumed_; // per node
    std::vector<std::uint16_t> kinds_;   // per node: diag::Message, or no_kind
    std::vector<NodeId> trail_;          // consumed nodes in order
    std::unordered_map<NodeId, std::string> expected_;
    std::vector<Note> notes_;
};

} // namespace renkei::mapping
