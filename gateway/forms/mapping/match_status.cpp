#include "gateway/forms/mapping/match_status.h"

#include "gateway/forms/mapping/denying_statuses.h"
#include "gateway/forms/mapping/written_instead.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

using json::NodeId;

bool is_denying(std::string_view code) {
    const std::span<const DenyingStatus> all = denying_statuses();
    return std::ranges::find(all, code, &DenyingStatus::code) != all.end();
}

// JSON of a code or of a coding.
bool holds_denial(std::string_view json) {
    return std::ranges::any_of(denying_statuses(), [&](const DenyingStatus& status) {
        const std::size_t at = json.find(status.code);
        return at != std::string_view::npos && at > 0 && json[at - 1] == '"' &&
               json.substr(at + status.code.size()).starts_with('"');
    });
}

} // namespace

NodeId StatusCheck::denial(const EntryPlan& entry, NodeId resource, std::span<const DerivedValue> derived) {
    const json::Tree& tree = state_.tree();
    for (const json::NameId name : state_.plan().statuses(entry)) {
        const NodeId status = tree.child(resource, name);
        for (NodeId leaf = status; status != json::no_node && leaf < tree.after(status); ++leaf) {
            if ((leaf == status || tree[leaf].name == state_.plan().key(EngineName::code)) &&
                is_denying(state_.string(leaf)) && !is_written(status, leaf, derived)) {
                return leaf;
            }
        }
    }
    return json::no_node;
}

// Either the code is a value of the record or follows from one, or it is a constant: then what stands beside
// it in its coding must follow from the record.
bool StatusCheck::is_written(NodeId status, NodeId leaf, std::span<const DerivedValue> derived) {
    const json::Tree& tree = state_.tree();
    const NodeId object = object_of(status, leaf);
    bool is_known = state_.consumption.is_consumed(leaf);
    for (const DerivedValue& each : derived) {
        if (each.node <= leaf && leaf < tree.after(each.node)) {
            is_known = is_known || denies(each);
        } else if (each.node > object && each.node < tree.after(object) &&
                   !encoder_.has_text(state_.plan().hole(each.hole), *each.row)) {
            return false;
        }
    }
    return is_known;
}

bool StatusCheck::denies(const DerivedValue& derived) {
    const WrittenInstead written = written_instead(encoder_, derived, state_.tree()[derived.node].name);
    if (written.constant != nullptr) {
        return written.constant->kind == MatchKind::constant &&
               is_denying(state_.plan().text(written.constant->text));
    }
    if (written.hole == nullptr) {
        return false;
    }
    scratch_.clear();
    encoder_.put(*written.hole, *derived.row, scratch_);
    return holds_denial(scratch_.view());
}

// The innermost object of the status that holds the leaf; the status itself if it is a code.
NodeId StatusCheck::object_of(NodeId status, NodeId leaf) const {
    NodeId out = status;
    for (NodeId at = status; at < leaf; ++at) {
        if (state_.tree()[at].is_object() && leaf < state_.tree().after(at)) {
            out = at;
        }
    }
    return out;
}

} // namespace renkei::mapping
