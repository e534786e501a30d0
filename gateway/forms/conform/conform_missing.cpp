#include "gateway/forms/conform/conform_missing.h"

#include "gateway/core/json/place.h"
#include "gateway/forms/conform/member_text.h"
#include "gateway/forms/conform/resource_elements.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::conform {
namespace {

namespace message = diag::message;
using json::NodeId;
using json::Tree;

// "active", "https://… refuted": what is shown of an element.
std::string shown_value(const Tree& tree, NodeId node) {
    for (NodeId leaf = node; leaf < tree.after(node); ++leaf) {
        if (!tree[leaf].is_container() && (!tree.has_key(leaf) || tree.key(leaf) != "system")) {
            return std::string(tree.text(leaf));
        }
    }
    return {};
}

void check_modifiers(const ComparedBundle& bundle, const ResourcePair& pair, diag::Report& report) {
    const std::string_view type = member_text(bundle.ours, pair.ours, "resourceType");
    const ResourceElements theirs = elements_of(bundle.r4, bundle.theirs, pair.theirs);
    for (const auto& [path, nodes] : elements_of(bundle.r4, bundle.ours, pair.ours)) {
        const ElementNode& first = nodes.front();
        if (first.element == nullptr || !first.element->is_modifier || theirs.contains(path)) {
            continue;
        }
        const std::string value = shown_value(bundle.ours, first.node);
        const std::size_t dot = path.rfind('.');
        const bool has_object = dot == std::string::npos || theirs.contains(path.substr(0, dot));
        if (has_object && !says_what_absence_says(bundle.r4, type, path, *first.element, value)) {
            report.add(message::conform_element_missing, json::where(bundle.theirs, pair.theirs),
                       {fmt::format("{}.{}", type, path), value});
        }
    }
}

} // namespace

void check_missing(const ComparedBundle& bundle, diag::Report& report) {
    const Tree& ours = bundle.ours;
    for (const NodeId entry : ours.items(ours.child(Tree::root, "entry"))) {
        const NodeId resource = ours.child(entry, "resource");
        if (resource != json::no_node &&
            std::ranges::find(bundle.pairs, resource, &ResourcePair::ours) == bundle.pairs.end()) {
            report.add(message::conform_resource_missing, json::where(bundle.theirs, Tree::root),
                       {std::string(member_text(ours, resource, "resourceType")), words_of(ours, resource)});
        }
    }
    for (const ResourcePair& pair : bundle.pairs) {
        check_modifiers(bundle, pair, report);
    }
}

} // namespace renkei::conform
