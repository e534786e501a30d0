// Walks the items of a JSON array that a definition may have.
#pragma once

#include "gateway/core/json/tree.h"

namespace renkei::profiles {

// None if there is no array at that place.
template <class Use>
void each_item(const json::Tree& tree, json::NodeId array, Use use) {
    if (array != json::no_node && tree[array].is_array()) {
        for (const json::NodeId item : tree.children(array)) {
            use(item);
        }
    }
}

} // namespace renkei::profiles
