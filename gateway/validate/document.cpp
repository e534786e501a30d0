#include "gateway/validate/document.h"

#include <algorithm>

namespace renkei::validate {

Document::Document(const json::Tree& tree, const defs::Defs& defs)
    : tree_(tree)
    , defs_(defs)
    , resource_type_(defs.names().find("resourceType"))
    , is_bundle_(text(json::Tree::root, "resourceType") == "Bundle") {
    if (is_bundle_) {
        bundle_.build(tree);
    }
}

json::NodeId Document::child(json::NodeId object, std::string_view name) const {
    return object == json::no_node || !tree_[object].is_object() ? json::no_node : tree_.child(object, name);
}

std::string_view Document::text(json::NodeId object, std::string_view name) const {
    const json::NodeId node = child(object, name);
    return node == json::no_node || tree_[node].is_container() || tree_[node].is_null() ? std::string_view()
                                                                                       : tree_.text(node);
}

std::vector<json::NodeId> Document::list(json::NodeId object, std::string_view name) const {
    const json::NodeId node = child(object, name);
    if (node == json::no_node) {
        return {};
    }
    if (!tree_[node].is_array()) {
        return {node};
    }
    const auto children = tree_.children(node);
    return {children.begin(), children.end()};
}

json::NodeId Document::resource_of(json::NodeId node) const {
    while (node != json::no_node) {
        if (tree_[node].is_object() && tree_.child(node, resource_type_) != json::no_node) {
            return node;
        }
        node = tree_.parent(node);
    }
    return json::Tree::root;
}

json::NodeId Document::container_of(json::NodeId resource) const {
    if (resource == json::Tree::root) {
        return resource;
    }
    const json::NodeId list = tree_.parent(resource);
    const json::NodeId holder = tree_[list].is_array() ? list : resource;
    return tree_.key(holder) == "contained" ? resource_of(tree_.parent(holder)) : resource;
}

std::uint32_t Document::entry_of(json::NodeId node) const {
    const auto entries = bundle_.entries();
    const auto at = std::ranges::upper_bound(entries, node, {}, &fhir::BundleEntry::node);
    if (at == entries.begin()) {
        return fhir::no_entry;
    }
    const auto entry = at - 1;
    return node < tree_.after(entry->node) ? static_cast<std::uint32_t>(entry - entries.begin()) : fhir::no_entry;
}

std::optional<Document::Target> Document::contained(json::NodeId from, std::string_view id) const {
    const json::NodeId container = container_of(resource_of(from));
    if (id.empty()) { // "#": the container itself
        return Target{container, true, false};
    }
    std::optional<Target> out;
    for (const json::NodeId resource : list(container, "contained")) {
        if (text(resource, "id") == id) {
            if (out) {
                out->is_ambiguous = true;
                return out;
            }
            out = Target{resource, true, false};
        }
    }
    if (!out && text(container, "id") == id) { // #id of the container itself
        return Target{container, true, false};
    }
    return out;
}

std::optional<Document::Target> Document::resolve(json::NodeId from, std::string_view reference) const {
    if (reference.starts_with('#')) {
        return contained(from, reference.substr(1));
    }
    if (!is_bundle_ || reference.empty()) {
        return std::nullopt;
    }
    const std::size_t hash = reference.find('#');
    const auto found = bundle_.find(reference.substr(0, hash), entry_of(from));
    if (!found) {
        return std::nullopt;
    }
    return Target{found->resource, found->contained, found->ambiguous};
}

ReferenceParts parts_of(std::string_view reference, const defs::Defs& defs) {
    ReferenceParts out;
    if (reference.empty()) {
        return out;
    }
    if (reference.front() == '#') {
        out.kind = ReferenceKind::contained;
        out.id = reference.substr(1);
        return out;
    }
    if (reference.starts_with("urn:")) {
        out.kind = ReferenceKind::urn;
        return out;
    }
    const bool absolute = reference.find("://") != std::string_view::npos;
    if (const std::size_t history = reference.find("/_history/"); history != std::string_view::npos) {
        out.version = reference.substr(history + 10);
        reference = reference.substr(0, history);
    }
    const std::size_t last = reference.rfind('/');
    if (last == std::string_view::npos) {
        out.kind = ReferenceKind::other;
        return out;
    }
    const std::size_t before = last == 0 ? std::string_view::npos : reference.rfind('/', last - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::string_view type = reference.substr(begin, last - begin);
    out.kind = absolute ? ReferenceKind::absolute : ReferenceKind::relative;
    const defs::TypeId known = defs.type(type);
    if (known && defs.kind(known) == defs::Kind::resource) {
        out.type = type;
        out.id = reference.substr(last + 1);
    } else if (!absolute) {
        out.kind = ReferenceKind::other;
    }
    return out;
}

} // namespace renkei::validate
