#include "gateway/fhir/validate/walk/resource_rules.h"
#include "generated/messages/validate_bundle.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <vector>

namespace renkei::validate {
namespace {

struct WrittenId {
    NodeId scope;
    std::string_view id;
    NodeId at;
};

// Where an id is to be unique: the resource; of a profile the snapshot and the differential, which describe
// the same elements.
NodeId scope_of(const Document& document, NodeId element) {
    const DocumentTree& tree = document.tree();
    const NodeId resource = document.resource_of(element);
    if (document.resource_type(resource) != "StructureDefinition") {
        return resource;
    }
    NodeId inside = element;
    while (inside != resource && tree.parent(inside) != resource) {
        inside = tree.parent(inside);
    }
    const std::string_view key = tree.key(inside);
    return key == "snapshot" || key == "differential" ? inside : resource;
}

} // namespace

void check_element_ids(ValidationRun& validation, NodeId resource) {
    if (resource != Tree::root) {
        return;
    }
    const Document& document = validation.document();
    const Tree& tree = validation.tree().whole();
    const json::NameId name = tree.names().find("id");
    const json::NameId resource_type = tree.names().find("resourceType");
    std::vector<WrittenId> ids;
    const std::span<const json::Node> nodes = tree.nodes();
    for (const json::Node& it : nodes) {
        if (it.name != name || name == json::no_name || !it.is_string()) {
            continue;
        }
        const auto node = static_cast<NodeId>(&it - nodes.data());
        const NodeId element = tree.parent(node);
        if (tree.child(element, resource_type) == no_node) {
            ids.push_back({scope_of(document, element), tree.text(node), node});
        }
    }
    std::ranges::sort(ids, [](const WrittenId& a, const WrittenId& b) {
        return std::tie(a.scope, a.id, a.at) < std::tie(b.scope, b.id, b.at);
    });
    for (std::size_t at = 1; at < ids.size(); ++at) {
        if (ids[at - 1].scope == ids[at].scope && ids[at - 1].id == ids[at].id) {
            validation.report(diag::message::element_id_twice, ids[at].at, {ids[at].id});
        }
    }
}

} // namespace renkei::validate
