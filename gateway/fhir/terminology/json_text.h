// Reading members of a definition: what is absent or of another kind reads as empty.
#pragma once

#include "gateway/core/json/tree.h"

#include <string_view>

namespace renkei::terminology {

inline std::string_view text_of(const json::Tree& tree, json::NodeId object, std::string_view key) {
    const json::NodeId node = tree.child(object, key);
    return node == json::no_node || !tree[node].is_string() ? std::string_view() : tree.text(node);
}

inline bool is_true(const json::Tree& tree, json::NodeId object, std::string_view key) {
    const json::NodeId node = tree.child(object, key);
    return node != json::no_node && tree[node].kind == json::ValueKind::true_value;
}

// for (NodeId item : items(tree, object, "concept"))
inline json::Tree::Children items(const json::Tree& tree, json::NodeId object, std::string_view key) {
    const json::NodeId node = tree.child(object, key);
    return node != json::no_node && tree[node].is_array() ? tree.children(node)
                                                          : json::Tree::Children(nullptr, 0, 0);
}

} // namespace renkei::terminology
