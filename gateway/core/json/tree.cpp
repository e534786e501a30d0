#include "gateway/core/json/tree.h"

#include <algorithm>
#include <cassert>

namespace renkei::json {

std::string_view Tree::key(NodeId node) const {
    if (!has_key(node)) {
        return {};
    }
    const Node& it = nodes_[node];
    if ((it.escapes & key_escaped) == 0) {
        return input_.substr(it.key_begin, it.key_size);
    }
    const auto found = std::ranges::lower_bound(escaped_keys_, node, {}, &EscapedKey::node);
    assert(found != escaped_keys_.end() && found->node == node);
    return found->text;
}

NodeId Tree::child(NodeId object, NameId name) const {
    const Node* const nodes = nodes_.data();
    if (!nodes[object].is_object() || name == no_name) {
        return no_node;
    }
    const NodeId end = nodes[object].after;
    for (NodeId node = object + 1; node != end; node = nodes[node].after) {
        if (nodes[node].name == name) {
            return node;
        }
    }
    return no_node;
}

NodeId Tree::child(NodeId object, std::string_view name) const {
    if (!nodes_[object].is_object()) {
        return no_node;
    }
    if (const NameId known = names_.find(name); known != no_name) {
        return child(object, known);
    }
    for (const NodeId node : children(object)) {
        if (nodes_[node].name == no_name && key(node) == name) {
            return node;
        }
    }
    return no_node;
}

// By bisection: whatever node is hit, the element it is in is a few levels up.
NodeId Tree::element(NodeId array, std::size_t index) const {
    if (!nodes_[array].is_array() || index >= nodes_[array].count) {
        return no_node;
    }
    NodeId first = array + 1;
    NodeId last = nodes_[array].after;
    while (true) {
        NodeId at = first + (last - first) / 2;
        while (nodes_[at].parent != array) {
            at = nodes_[at].parent;
        }
        if (nodes_[at].key_begin == index) {
            return at;
        }
        if (nodes_[at].key_begin < index) {
            first = nodes_[at].after;
        } else {
            last = at;
        }
    }
}

} // namespace renkei::json
