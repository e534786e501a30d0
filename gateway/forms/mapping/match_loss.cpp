// The loss report: every leaf that was not taken, and what was taken but not as it stood.
#include "gateway/core/json/place.h"
#include "gateway/forms/mapping/match_work.h"

#include <optional>

namespace renkei::mapping {

using diag::Message;
using json::NodeId;

void MatchWork::list_loss(diag::Report& loss) const {
    std::optional<json::Positions> positions; // not needed for a document without loss
    const auto add = [&](Message kind, NodeId node, std::vector<std::string> args) -> diag::Finding& {
        if (loss.not_shown() > 0) {
            return loss.add(kind, {}); // only counted
        }
        if (!positions) {
            positions.emplace(tree_->input());
        }
        diag::Finding& out = loss.add(kind, json::where(*tree_, node, *positions), std::move(args));
        out.value = tree_->text(node);
        return out;
    };
    const auto add_item = [&](diag::Finding& finding, std::uint16_t index) {
        if (index != forms::none) {
            finding.item = form_->text(item(index).id);
            finding.name = form_->text(item(index).name);
        }
    };
    Owners owners;
    const auto add_leaf = [&](Message kind, NodeId leaf, std::vector<std::string> args) {
        diag::Finding& out = add(kind, leaf, std::move(args));
        if (loss.not_shown() == 0) {
            add_item(out, item_of(leaf, owners));
        }
    };
    const std::span<const json::Node> nodes = tree_->nodes();
    for (NodeId node = 0; node < nodes.size(); ++node) {
        const json::Node& leaf = nodes[node];
        if (consumed_[node] != 0 || (leaf.is_container() && leaf.count > 0)) {
            continue;
        }
        const std::string value(tree_->text(node));
        if (kinds_[node] == no_kind) {
            add_leaf(Message::loss_unmapped, node, {value});
        } else {
            const auto expected = expected_.find(node);
            const auto kind = static_cast<Message>(kinds_[node]);
            const std::string ours = expected == expected_.end() ? "" : expected->second;
            // an unknown code names itself and its list, the other kinds what was expected and what was found
            add_leaf(kind, node,
                     kind == Message::loss_code_unknown ? std::vector{value, ours}
                                                        : std::vector{ours, value});
        }
    }
    for (const Note& each : notes_) {
        add_item(add(each.kind, each.node, {each.from, each.to}), each.item);
    }
}

} // namespace renkei::mapping
