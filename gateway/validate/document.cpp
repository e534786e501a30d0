#include "gateway/validate/document.h"

#include <algorithm>

namespace renkei::validate {

Document::Document(const json::Tree& tree, const defs::Defs& defs)
    : tree_(tree)
    , defs_(defs)
    , resource_type_(defs.names().find("resourceType")) {
    find_bundles(json::Tree::root, none);
}

// A Bundle stands at the root, in an entry of another, or among Parameters.
void Document::find_bundles(json::NodeId resource, std::size_t outer) {
    const std::string_view type = resource_type(resource);
    if (type == "Parameters") {
        for (const json::NodeId parameter : list(resource, "parameter")) {
            if (const json::NodeId inner = child(parameter, "resource"); inner != json::no_node) {
                find_bundles(inner, outer);
            }
        }
    }
    if (type != "Bundle") {
        return;
    }
    const std::size_t here = bundles_.size();
    bundles_.push_back({EntryIndex(tree_, resource), outer});
    for (std::size_t at = 0; at < bundles_[here].entries.entries().size(); ++at) {
        const Entry& entry = bundles_[here].entries.entries()[at];
        if (entry.type == "Bundle" || entry.type == "Parameters") {
            find_bundles(entry.resource, here);
        }
    }
}

std::size_t Document::innermost(json::NodeId node) const {
    const auto next =
        std::ranges::upper_bound(bundles_, node, {}, [](const Bundle& it) { return it.entries.bundle(); });
    std::size_t at = next == bundles_.begin() ? none : static_cast<std::size_t>(next - bundles_.begin() - 1);
    while (at != none && !bundles_[at].entries.holds(node)) {
        at = bundles_[at].outer;
    }
    return at;
}

const EntryIndex* Document::bundle_around(json::NodeId node) const {
    const std::size_t at = innermost(node);
    return at == none ? nullptr : &bundles_[at].entries;
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

const Document::Ids& Document::contained_ids(json::NodeId container) const {
    const auto [at, fresh] = contained_.try_emplace(container);
    if (fresh) {
        for (const json::NodeId resource : list(container, "contained")) {
            at->second.try_emplace(text(resource, "id"), resource);
        }
    }
    return at->second;
}

std::optional<Document::Target> Document::contained(json::NodeId from, std::string_view id) const {
    const json::NodeId container = container_of(resource_of(from));
    if (id.empty()) { // "#": the container itself
        return Target{container, true};
    }
    const Ids& ids = contained_ids(container);
    if (const auto found = ids.find(id); found != ids.end()) {
        return Target{found->second, true};
    }
    if (text(container, "id") == id) { // #id of the container itself
        return Target{container, true};
    }
    return std::nullopt;
}

std::optional<Document::Target> Document::resolve(json::NodeId from, std::string_view reference) const {
    if (reference.starts_with('#')) {
        return contained(from, reference.substr(1));
    }
    if (reference.empty()) {
        return std::nullopt;
    }
    for (std::size_t at = innermost(from); at != none; at = bundles_[at].outer) {
        if (const auto target = bundled(bundles_[at].entries, from, reference)) {
            return target;
        }
    }
    return std::nullopt;
}

std::optional<Document::Target> Document::bundled(const EntryIndex& bundle, json::NodeId from,
                                                  std::string_view reference) const {
    const std::uint32_t entry = bundle.entry_of(from);
    auto found = bundle.find(reference, entry);
    const ReferencePath path = path_of(reference);
    constexpr std::string_view uuid = "urn:uuid:";
    if (found.empty() && !path.id.empty() && entry != no_entry &&
        bundle.entries()[entry].full_url.starts_with(uuid)) {
        found =
            bundle.find(std::string(uuid).append(path.id), entry); // "Patient/<uuid>" among urn:uuid:<uuid>
    }
    if (found.size() != 1) {
        return std::nullopt;
    }
    return Target{bundle.entries()[found[0].entry].resource, false};
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
