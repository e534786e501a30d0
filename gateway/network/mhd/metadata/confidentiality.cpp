#include "gateway/network/mhd/metadata/confidentiality.h"

namespace renkei::mhd {
namespace {

constexpr std::string_view levels = "ULMNRV"; // the strictest last

// 0: it is none of them.
std::size_t strictness_of(std::string_view code) {
    const std::size_t place = code.size() == 1 ? levels.find(code) : std::string_view::npos;
    return place == std::string_view::npos ? 0 : place + 1;
}

} // namespace

std::string_view stricter(std::string_view one, std::string_view other) {
    return strictness_of(one) < strictness_of(other) ? other : one;
}

std::string_view strictest_label(const Tree& tree, NodeId resource) {
    std::string_view out;
    for (const NodeId label : nodes_at(tree, resource, "meta.security.code")) {
        out = stricter(out, tree.text(label));
    }
    return out;
}

std::string_view label_of_document(const Tree& tree, NodeId composition) {
    const std::string_view of_bundle = tree.empty() ? "" : strictest_label(tree, Tree::root);
    const std::string_view labels = stricter(of_bundle, strictest_label(tree, composition));
    return stricter(labels, text_at(tree, composition, "confidentiality"));
}

bool is_restricted(const Tree& tree, NodeId resource) {
    return strictness_of(strictest_label(tree, resource)) >= strictness_of("R");
}

Follow noting_restricted(const Tree& tree, const Follow& follow, bool& found) {
    return [&](std::string_view reference) {
        const NodeId target = follow ? follow(reference) : json::no_node;
        found |= target != json::no_node && is_restricted(tree, target);
        return target;
    };
}

} // namespace renkei::mhd
