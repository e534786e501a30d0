#include "gateway/fhir/validate/references/outside_targets.h"

namespace renkei::validate {

// In R4 only a Reference has a text called `reference`.
std::size_t count_outside_targets(const Document& document) {
    const json::Tree& tree = document.source();
    std::size_t out = 0;
    for (json::NodeId node = 0; node < tree.size(); ++node) {
        if (tree[node].name != document.names().reference || !tree[node].is_string()) {
            continue;
        }
        const std::string_view reference = tree.text(node);
        const bool is_elsewhere = !reference.empty() && reference.front() != '#' &&
                                  !document.resolve(document.tree().parent(node), reference);
        out += is_elsewhere ? 1U : 0U;
    }
    return out;
}

} // namespace renkei::validate
