// The text of a member of a JSON object.
#pragma once

#include "gateway/core/json/tree.h"

#include <string_view>

namespace renkei::conform {

// Empty if `object` is no object or has no such member, or if the member is no text.
inline std::string_view member_text(const json::Tree& tree, json::NodeId object, std::string_view key) {
    const json::NodeId node = object == json::no_node ? json::no_node : tree.child(object, key);
    return node == json::no_node || !tree[node].is_string() ? std::string_view() : tree.text(node);
}

} // namespace renkei::conform
