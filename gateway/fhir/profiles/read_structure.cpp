#include "gateway/fhir/profiles/read_structure.h"

#include "gateway/core/json/member.h"
#include "gateway/fhir/profiles/read_element.h"

#include <algorithm>
#include <charconv>

namespace renkei::profiles {
namespace {

using packages::Resource;

constexpr std::string_view impose_profile =
    "http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile";

std::string_view resource_text(const Resource& resource, std::string_view key) { return resource.text(key); }

NodeId snapshot_elements(const Resource& definition) {
    const NodeId snapshot =
        definition.tree.empty() ? no_node : definition.tree.child(json::Tree::root, "snapshot");
    const NodeId elements = snapshot == no_node ? no_node : definition.tree.child(snapshot, "element");
    return elements != no_node && definition.tree[elements].is_array() ? elements : no_node;
}

void read_contexts(const Resource& resource, Structure& out) {
    const json::Tree& tree = resource.tree;
    for (const NodeId item : json::items(tree, json::Tree::root, "context")) {
        const std::string_view type = resource.text(item, "type");
        const Context::Kind kind = type == "fhirpath"    ? Context::Kind::fhirpath
                                   : type == "extension" ? Context::Kind::extension
                                                         : Context::Kind::element;
        out.contexts.push_back({kind, resource.text(item, "expression")});
    }
    for (const NodeId item : json::items(tree, json::Tree::root, "contextInvariant")) {
        out.context_invariants.push_back(tree.text(item));
    }
    for (const NodeId item : json::items(tree, json::Tree::root, "extension")) {
        if (resource.text(item, "url") == impose_profile) {
            out.imposes.push_back(resource.text(item, "valueCanonical"));
        }
    }
}

std::size_t depth_of(std::string_view path) {
    return static_cast<std::size_t>(std::ranges::count(path, '.'));
}

// Gives the elements their places in the tree. The order of a snapshot is enough: an element belongs to the
// last one before it that is one step shorter.
class Arrange {
public:
    explicit Arrange(Structure& structure) : elements_(structure.elements) {}

    void all() {
        for (ElementId at = 0; at < elements_.size(); ++at) {
            place(at);
        }
    }

private:
    void place(ElementId at) {
        ElementDef& element = elements_[at];
        const std::size_t depth = std::min({depth_of(element.path), open_.size(), max_levels});
        open_.resize(depth);
        if (depth > 0) {
            element.parent = open_.back().element;
            append_child(open_.back(), at);
        }
        find_sliced(at);
        open_.push_back({at, no_element});
    }

    struct Open {
        ElementId element;
        ElementId last_child;
    };

    void append_child(Open& parent, ElementId child) {
        (parent.last_child == no_element ? elements_[parent.element].first_child
                                         : elements_[parent.last_child].next_sibling) = child;
        elements_[child].sliced = parent.last_child; // until find_sliced()
        parent.last_child = child;
    }

    // Finds the sibling that a slice divides. Slices stand together, so it begins at the one just before.
    void find_sliced(ElementId at) {
        ElementDef& element = elements_[at];
        ElementId before = element.sliced;
        element.sliced = no_element;
        if (!element.is_slice()) {
            return;
        }
        while (before != no_element && elements_[before].is_slice() &&
               elements_[before].name == element.name &&
               !element.slice_name.starts_with(std::string(elements_[before].slice_name) + "/")) {
            before = elements_[before].sliced;
        }
        if (before != no_element && elements_[before].name == element.name) {
            element.sliced = before;
        }
    }

    std::vector<ElementDef>& elements_;
    std::vector<Open> open_; // the way from the root to the present element
};

} // namespace

std::string_view last_step(std::string_view path) {
    const std::size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::optional<std::uint32_t> read_max(std::string_view text) {
    if (text == "*") {
        return unbounded;
    }
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(out) : std::nullopt;
}

bool has_snapshot(const Resource& definition) {
    const NodeId elements = snapshot_elements(definition);
    return elements != no_node && definition.tree[elements].count > 0;
}

Structure read_structure(const Resource& definition) {
    Structure out;
    out.url = resource_text(definition, "url");
    out.version = resource_text(definition, "version");
    out.name = resource_text(definition, "name");
    out.type = resource_text(definition, "type");
    out.kind = resource_text(definition, "kind");
    out.base = resource_text(definition, "baseDefinition");
    out.derivation = resource_text(definition, "derivation") == "constraint" ? Derivation::constraint
                                                                             : Derivation::specialization;
    const NodeId is_abstract = definition.tree.child(json::Tree::root, "abstract");
    out.is_abstract = is_abstract != no_node && definition.tree.text(is_abstract) == "true";
    out.resource = &definition;
    read_contexts(definition, out);
    const NodeId elements = snapshot_elements(definition);
    out.elements.reserve(definition.tree[elements].count);
    for (const NodeId element : definition.tree.children(elements)) {
        out.elements.push_back(read_element(definition.tree, element));
    }
    Arrange(out).all();
    return out;
}

ElementId Structure::by_id(std::string_view id) const {
    const auto found = std::ranges::find(elements, id, &ElementDef::id);
    return found == elements.end() ? no_element : static_cast<ElementId>(found - elements.begin());
}

ElementId Structure::by_path(std::string_view path) const {
    const auto found = std::ranges::find(elements, path, &ElementDef::path);
    return found == elements.end() ? no_element : static_cast<ElementId>(found - elements.begin());
}

} // namespace renkei::profiles
