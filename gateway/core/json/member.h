// Members of an object whose shape is not known: what is absent or of another kind reads as empty.
#pragma once

#include "gateway/core/json/tree.h"

#include <string_view>

namespace renkei::json {

// Empty for no_node, too.
inline std::string_view text_of(const Tree& tree, NodeId node) {
    return node == no_node || !tree[node].is_string() ? std::string_view() : tree.text(node);
}
inline std::string_view text_of(const Tree& tree, NodeId object, std::string_view key) {
    return object == no_node ? std::string_view() : text_of(tree, tree.child(object, key));
}

inline bool is_true(const Tree& tree, NodeId object, std::string_view key) {
    const NodeId node = tree.child(object, key);
    return node != no_node && tree[node].kind == ValueKind::true_value;
}

// Of any scalar, as written.
inline std::string_view scalar_text(const Tree& tree, NodeId node) {
    return node == no_node || tree[node].is_container() ? std::string_view() : tree.text(node);
}
inline std::string_view scalar_text(const Tree& tree, NodeId object, std::string_view key) {
    return object == no_node ? std::string_view() : scalar_text(tree, tree.child(object, key));
}

// for (NodeId item : items(tree, object, "concept"))
inline Tree::Children items(const Tree& tree, NodeId array) {
    return array != no_node && tree[array].is_array() ? tree.children(array) : Tree::Children(nullptr, 0, 0);
}
inline Tree::Children items(const Tree& tree, NodeId object, std::string_view key) {
    return items(tree, object == no_node ? no_node : tree.child(object, key));
}

} // namespace renkei::json
