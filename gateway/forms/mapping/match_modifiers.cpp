#include "gateway/forms/mapping/match_modifiers.h"

#include "generated/messages/conversion.h"

namespace renkei::mapping {

using json::NodeId;

// "Patient" for a resource, "contact" for an element.
static std::string_view name_of(const MatchState& state, NodeId object) {
    if (const std::string_view type = state.text_at(object, EngineName::resource_type); !type.empty()) {
        return type;
    }
    const json::Tree& tree = state.tree();
    const NodeId named = tree[object].name == json::no_name ? tree.parent(object) : object;
    return named == json::no_node ? std::string_view() : tree.key(named);
}

bool has_modifier(const MatchState& state, NodeId object) {
    return state.tree()[object].is_object() &&
           state.child(object, EngineName::modifier_extension) != json::no_node;
}

bool is_modified(const MatchState& state, NodeId resource) {
    const KnownResource* const known = state.known_resource(resource);
    return (known != nullptr && known->is_modified) || has_modifier(state, resource);
}

bool is_document_modified(const MatchState& state) {
    return has_modifier(state, json::Tree::root) || has_modifier(state, state.composition) ||
           has_modifier(state, state.tree().parent(state.composition));
}

void mark_modifiers(MatchState& state) {
    const json::Tree& tree = state.tree();
    const json::NameId name = state.plan().key(EngineName::modifier_extension);
    for (NodeId node = 0; node < tree.size(); ++node) {
        if (tree[node].name != name) {
            continue;
        }
        const std::string_view holder = name_of(state, tree.parent(node));
        for (const NodeId modifier : tree.items(node)) {
            const NodeId url =
                tree[modifier].is_object() ? state.child(modifier, EngineName::url) : json::no_node;
            state.consumption.mark_loss(url == json::no_node ? modifier : url,
                                        diag::message::loss_unknown_modifier, holder);
        }
    }
}

} // namespace renkei::mapping
