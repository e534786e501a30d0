#include "gateway/forms/mapping/match_loss.h"

#include "gateway/core/json/place.h"
#include "gateway/forms/mapping/match_items.h"
#include "generated/messages/conversion.h"

#include <optional>

namespace renkei::mapping {

namespace message = diag::message;
using diag::Message;
using json::NodeId;

void list_loss(const MatchState& match, diag::Report& loss) {
    const json::Tree& tree = match.tree();
    const Consumption& consumption = match.consumption;
    std::optional<json::Positions> positions; // not needed for a document without loss
    const auto add = [&](Message kind, NodeId node, std::vector<std::string> args) -> diag::Finding& {
        if (loss.not_shown() > 0) {
            return loss.add(kind, {}); // only counted
        }
        if (!positions) {
            positions.emplace(tree.input());
        }
        diag::Finding& out = loss.add(kind, json::where(tree, node, *positions), std::move(args));
        out.value = tree.text(node);
        return out;
    };
    const auto add_item = [&](diag::Finding& finding, ItemId index) {
        if (index != model::none) {
            finding.item = match.form().text(match.item(index).id);
            finding.name = match.form().text(match.item(index).name);
        }
    };
    ItemFinder items(match);
    const auto add_leaf = [&](Message kind, NodeId leaf, std::vector<std::string> args) {
        diag::Finding& out = add(kind, leaf, std::move(args));
        if (loss.not_shown() == 0) {
            add_item(out, items.item_of(leaf));
        }
    };
    const std::span<const json::Node> nodes = tree.nodes();
    for (NodeId node = 0; node < nodes.size(); ++node) {
        const json::Node& leaf = nodes[node];
        if (consumption.is_consumed(node) || (leaf.is_container() && leaf.count > 0)) {
            continue;
        }
        const std::string value(tree.text(node));
        const std::optional<Message> kind = consumption.loss_kind(node);
        if (!kind) {
            add_leaf(message::loss_unmapped, node, {value});
            continue;
        }
        const std::string expected(consumption.expected(node));
        // an unknown code names itself and its list, the other kinds what was expected and what was found
        add_leaf(*kind, node,
                 *kind == message::loss_code_unknown ? std::vector{value, expected}
                                                     : std::vector{expected, value});
    }
    for (const Consumption::Note& each : consumption.notes()) {
        add_item(add(each.kind, each.node, {each.from, each.to}), each.item);
    }
}

} // namespace renkei::mapping
