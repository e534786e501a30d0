#include "gateway/network/mhd/request_findings.h"

#include "generated/messages/mhd.h"

namespace renkei::mhd {

void RequestFindings::add(json::NodeId node, std::string_view element, std::string_view expected,
                          std::string_view found) {
    const std::string_view shown = found.empty() && !tree_[node].is_container() ? tree_.text(node) : found;
    add(diag::message::mhd_wrong, node,
        {std::string(element), std::string(expected), std::string(shown.empty() ? "-" : shown)});
}

void RequestFindings::add(diag::Message message, json::NodeId node, std::vector<std::string> args) {
    if (!positions_) {
        positions_.emplace(tree_.input());
    }
    report_.add(message, json::where(tree_, node, *positions_), std::move(args));
}

} // namespace renkei::mhd
