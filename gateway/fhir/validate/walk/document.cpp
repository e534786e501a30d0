#include "gateway/fhir/validate/walk/document.h"

#include <algorithm>

namespace renkei::validate {

CommonNames::CommonNames(const json::NameTable& names)
    : code(names.find("code")),
      coding(names.find("coding")),
      contained(names.find("contained")),
      display(names.find("display")),
      id(names.find("id")),
      meta(names.find("meta")),
      profile(names.find("profile")),
      reference(names.find("reference")),
      resource(names.find("resource")),
      resource_type(names.find("resourceType")),
      system(names.find("system")),
      text(names.find("text")),
      type(names.find("type")),
      url(names.find("url")),
      version(names.find("version")) {}

Document::Document(const Tree& tree, const definitions::R4Definitions& r4)
    : source_(tree),
      tree_(tree),
      r4_(r4),
      names_(r4.names()) {
    find_resources();
    find_bundles(Tree::root, none);
}

// Elements that hold a resource. Others may have a resourceType of their own: ExampleScenario.instance.
bool Document::may_be_resource(NodeId object) const {
    constexpr std::array<std::string_view, 3> holders{"contained", "resource", "outcome"};
    if (object == Tree::root) {
        return true;
    }
    const NodeId element = tree_.is_element(object) ? tree_.parent(object) : object;
    return std::ranges::find(holders, tree_.key(element)) != holders.end();
}

void Document::find_resources() {
    const auto nodes = source_.nodes();
    resources_.push_back({Tree::root, nodes[Tree::root].after, none, {}});
    for (NodeId node = 1; node < nodes.size(); ++node) {
        if (nodes[node].name != names_.resource_type) { // as nearly all
            continue;
        }
        const NodeId object = nodes[node].parent;
        if (object != Tree::root && may_be_resource(object)) {
            resources_.push_back({object, nodes[object].after, none, {}});
        }
    }
    std::ranges::sort(resources_, {}, &Resource::node); // resourceType need not be a resource's first member
    std::size_t open = none;
    for (std::size_t at = 0; at < resources_.size(); ++at) {
        while (open != none && resources_[open].end <= resources_[at].node) {
            open = resources_[open].outer;
        }
        resources_[at].outer = open;
        resources_[at].type = r4_.type(resource_type(resources_[at].node));
        open = at;
    }
}

// The innermost resource that holds the node.
const Document::Resource& Document::around(NodeId node) const {
    const auto begins_before = [&](std::size_t at) { return resources_[at].node <= node; };
    std::size_t at = last_around_; // nearly always the one asked for before
    if (!begins_before(at) || (at + 1 < resources_.size() && begins_before(at + 1))) {
        const auto next = std::ranges::upper_bound(resources_, node, {}, &Resource::node);
        at = static_cast<std::size_t>(next - resources_.begin()) - 1;
        last_around_ = at;
    }
    while (node >= resources_[at].end) {
        at = resources_[at].outer;
    }
    return resources_[at];
}

definitions::TypeId Document::type_of(NodeId resource) const {
    if (resource == no_node) {
        return {};
    }
    tree_.note_node(resource);
    const Resource& known = around(resource);
    return known.node == resource ? known.type : r4_.type(resource_type(resource));
}

bool Document::claims(NodeId resource, std::string_view canonical, std::size_t most) const {
    for (const NodeId claimed : list(child(resource, names_.meta), names_.profile)) {
        if (most-- == 0) {
            return false;
        }
        if (tree_[claimed].is_string() && tree_.text(claimed) == canonical) {
            return true;
        }
    }
    return false;
}

// A Bundle is at the root, in an entry of another, or among Parameters.
void Document::find_bundles(NodeId resource, std::size_t outer) {
    const std::string_view type = resource_type(resource);
    if (type == "Parameters") {
        for (const NodeId parameter : list(resource, "parameter")) {
            if (const NodeId inner = child(parameter, "resource"); inner != no_node) {
                find_bundles(inner, outer);
            }
        }
    }
    if (type != "Bundle") {
        return;
    }
    const std::size_t here = bundles_.size();
    bundles_.push_back({EntryIndex(source_, resource), outer});
    for (std::size_t at = 0; at < bundles_[here].entries.entries().size(); ++at) {
        const IndexedEntry& entry = bundles_[here].entries.entries()[at];
        if (entry.type == "Bundle" || entry.type == "Parameters") {
            find_bundles(entry.resource, here);
        }
    }
}

std::size_t Document::innermost(NodeId node) const {
    const auto next =
        std::ranges::upper_bound(bundles_, node, {}, [](const Bundle& it) { return it.entries.bundle(); });
    std::size_t at = next == bundles_.begin() ? none : static_cast<std::size_t>(next - bundles_.begin() - 1);
    while (at != none && !bundles_[at].entries.holds(node)) {
        at = bundles_[at].outer;
    }
    return at;
}

const EntryIndex* Document::bundle_around(NodeId node) const {
    tree_.note_whole();
    const std::size_t at = innermost(node);
    return at == none ? nullptr : &bundles_[at].entries;
}

NodeId Document::child(NodeId object, std::string_view name) const {
    return object == no_node || !tree_[object].is_object() ? no_node : tree_.child(object, name);
}

std::string_view Document::scalar(NodeId node) const {
    return node == no_node || tree_[node].is_container() || tree_[node].is_null() ? std::string_view()
                                                                                  : tree_.text(node);
}

NodeId Document::resource_of(NodeId node) const { return node == no_node ? Tree::root : around(node).node; }

NodeId Document::container_of(NodeId resource) const {
    if (resource == Tree::root) {
        return resource;
    }
    const NodeId list = tree_.parent(resource);
    const NodeId holder = tree_[list].is_array() ? list : resource;
    return tree_.key(holder) == "contained" ? resource_of(tree_.parent(holder)) : resource;
}

const Document::Ids& Document::contained_ids(NodeId container) const {
    const auto [at, fresh] = contained_.try_emplace(container);
    if (fresh) {
        for (const NodeId resource : list(container, "contained")) {
            at->second.try_emplace(text(resource, "id"), resource);
        }
    }
    return at->second;
}

std::optional<Document::ReferenceTarget> Document::contained(NodeId from, std::string_view id) const {
    const NodeId container = container_of(resource_of(from));
    if (id.empty()) { // "#": the container itself
        return target(container);
    }
    const Ids& ids = contained_ids(container);
    if (const auto found = ids.find(id); found != ids.end()) {
        return target(found->second);
    }
    if (text(container, "id") == id) { // #id of the container itself
        return target(container);
    }
    return std::nullopt;
}

std::optional<Document::ReferenceTarget> Document::resolve(NodeId from, std::string_view reference) const {
    tree_.note_whole(); // also if it was resolved before
    const std::string_view input = source_.input();
    const bool is_of_input = !reference.empty() && !std::less<>{}(reference.data(), input.data()) &&
                             std::less<>{}(reference.data(), input.data() + input.size());
    if (!is_of_input) { // its bytes may be used again for another one
        return look_up(from, reference);
    }
    const auto offset = static_cast<std::size_t>(reference.data() - input.data());
    constexpr std::size_t spread = 0x9E3779B97F4A7C15; // many are at even distances
    Resolved& known = resolved_[((offset * spread) >> 32U) % resolved_.size()];
    if (known.place != reference.data() || known.size != reference.size()) {
        known = {reference.data(), static_cast<std::uint32_t>(reference.size()),
                 look_up(from, reference).value_or(ReferenceTarget{})};
    }
    return known.target.resource == no_node ? std::nullopt : std::optional(known.target);
}

std::optional<Document::ReferenceTarget> Document::look_up(NodeId from, std::string_view reference) const {
    if (reference.starts_with('#')) {
        return contained(from, reference.substr(1));
    }
    if (reference.empty()) {
        return std::nullopt;
    }
    std::optional<ReferenceTarget> target;
    each_bundle_around(
        from, [&](const EntryIndex& bundle) { target = target ? target : bundled(bundle, from, reference); });
    return target;
}

std::optional<Document::ReferenceTarget> Document::bundled(const EntryIndex& bundle, NodeId from,
                                                           std::string_view reference) const {
    const std::uint32_t entry = bundle.entry_of(from);
    auto found = bundle.find(reference, entry);
    constexpr std::string_view uuid = "urn:uuid:";
    if (found.empty() && entry != no_entry && bundle.entries()[entry].full_url.starts_with(uuid)) {
        if (const ReferencePath path = path_of(reference); !path.id.empty()) {
            // "Patient/<uuid>" among urn:uuid:<uuid>
            found = bundle.find(std::string(uuid).append(path.id), entry);
        }
    }
    if (found.size() != 1) {
        return std::nullopt;
    }
    return target(bundle.entries()[found[0].entry].resource);
}

bool is_resource_type(const definitions::R4Definitions& r4, std::string_view name) {
    const definitions::TypeId type = r4.type(name);
    return type && r4.kind(type) == definitions::TypeKind::resource;
}

ReferenceParts parts_of(std::string_view reference, const definitions::R4Definitions& r4) {
    if (reference.empty()) {
        return {};
    }
    if (reference.front() == '#') {
        return {.kind = ReferenceKind::contained, .type = {}, .id = reference.substr(1), .version = {}};
    }
    if (reference.starts_with("urn:")) {
        return {.kind = ReferenceKind::urn, .type = {}, .id = {}, .version = {}};
    }
    const ReferencePath path = path_of(reference);
    const bool is_absolute = path.address.find("://") != std::string_view::npos;
    const definitions::TypeId type = r4.type(path.type);
    if (type && r4.kind(type) == definitions::TypeKind::resource) {
        return {.kind = is_absolute ? ReferenceKind::absolute : ReferenceKind::relative,
                .type = path.type,
                .id = path.id,
                .version = path.version};
    }
    return {.kind = is_absolute ? ReferenceKind::absolute : ReferenceKind::other,
            .type = {},
            .id = {},
            .version = path.version};
}

} // namespace renkei::validate
