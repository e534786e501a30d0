// The document under validation: its tree, and what references in it lead to.
#pragma once

#include "gateway/core/base/text_hash.h"
#include "gateway/core/json/tree.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/validate/bundles/entry_index.h"
#include "gateway/fhir/validate/walk/document_tree.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renkei::validate {

// One occurrence of an element. A primitive may have its value, its sibling ("_name") or both.
struct ElementValue {
    NodeId node = no_node;
    NodeId sibling = no_node;

    NodeId place() const { return node != no_node ? node : sibling; }
};

// Names that are looked for at nearly every element, found in the table of names once.
struct CommonNames {
    explicit CommonNames(const json::NameTable& names);
    json::NameId code;
    json::NameId coding;
    json::NameId contained;
    json::NameId display;
    json::NameId id;
    json::NameId meta;
    json::NameId profile;
    json::NameId reference;
    json::NameId resource;
    json::NameId resource_type;
    json::NameId system;
    json::NameId text;
    json::NameId type;
    json::NameId url;
    json::NameId version;
};

class Document {
public:
    Document(const Tree& tree, const definitions::R4Definitions& r4);

    const DocumentTree& tree() const { return tree_; }
    const definitions::R4Definitions& r4() const { return r4_; }
    const CommonNames& names() const { return names_; }
    // The innermost Bundle around a node (a Bundle is around itself); nullptr: none.
    const EntryIndex* bundle_around(NodeId node) const;

    // Member of an object by name; no_node: not there.
    NodeId child(NodeId object, std::string_view name) const;
    NodeId child(NodeId object, json::NameId name) const {
        return object == no_node ? no_node : tree_.child(object, name);
    }
    // Its text; empty: not there, or no scalar.
    std::string_view text(NodeId object, std::string_view name) const { return scalar(child(object, name)); }
    std::string_view text(NodeId object, json::NameId name) const { return scalar(child(object, name)); }
    // The elements of a member that is an array, or the member itself; none: not there.
    Tree::Children list(NodeId object, std::string_view name) const {
        return tree_.items(child(object, name));
    }
    Tree::Children list(NodeId object, json::NameId name) const { return tree_.items(child(object, name)); }
    std::string_view resource_type(NodeId resource) const { return text(resource, names_.resource_type); }
    definitions::TypeId type_of(NodeId resource) const;
    // Does its meta.profile name the profile, among the first so many?
    bool claims(NodeId resource, std::string_view canonical, std::size_t most = SIZE_MAX) const;

    // The resource that directly holds a node: itself, contained in another, in an entry, or the root.
    NodeId resource_of(NodeId node) const;
    // The resource that contains a contained one; otherwise the resource itself.
    NodeId container_of(NodeId resource) const;

    struct ReferenceTarget {
        NodeId resource = no_node;
        definitions::TypeId type{};
    };
    // What a reference that is at `from` leads to within the document; nothing too if that is not clear.
    std::optional<ReferenceTarget> resolve(NodeId from, std::string_view reference) const;

    // What is read by these two is not noted.
    const Tree& source() const { return source_; }
    // The bundles around a node, the innermost first.
    template <class Use>
    void each_bundle_around(NodeId node, Use use) const {
        for (std::size_t at = innermost(node); at != none; at = bundles_[at].outer) {
            use(bundles_[at].entries);
        }
    }

private:
    friend class WatchScope;

    struct Resource {
        NodeId node;
        NodeId end;        // the node behind it
        std::size_t outer; // the resource around it
        definitions::TypeId type;
    };
    struct Bundle {
        EntryIndex entries;
        std::size_t outer; // the Bundle around it
    };
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    // By place, not by content: what a reference means depends on where it stands.
    struct Resolved {
        const char* place = nullptr; // in the input
        std::uint32_t size = 0;
        ReferenceTarget target{}; // no_node: it leads nowhere
    };

    std::string_view scalar(NodeId node) const;

    using Ids = std::unordered_map<std::string_view, NodeId, base::TextHash>; // the first that has it
    const Ids& contained_ids(NodeId container) const;
    ReferenceTarget target(NodeId resource) const { return {resource, type_of(resource)}; }
    std::optional<ReferenceTarget> contained(NodeId from, std::string_view id) const;
    std::optional<ReferenceTarget> look_up(NodeId from, std::string_view reference) const;
    std::optional<ReferenceTarget> bundled(const EntryIndex& bundle, NodeId from,
                                           std::string_view reference) const;
    void find_resources();
    bool may_be_resource(NodeId object) const;
    const Resource& around(NodeId node) const;
    void find_bundles(NodeId resource, std::size_t outer);
    std::size_t innermost(NodeId node) const;

    const Tree& source_; // not noted as a read
    DocumentTree tree_;
    const definitions::R4Definitions& r4_;
    CommonNames names_;
    std::vector<Resource> resources_;                   // in the order of the document, the root first
    mutable std::size_t last_around_ = 0;               // of resources_
    std::vector<Bundle> bundles_;                       // in the order of the document
    mutable std::unordered_map<NodeId, Ids> contained_; // by container, made when first asked for
    // Where references of the input lead: several rules ask for each of them. One that falls into the place
    // of another is looked up again.
    mutable std::array<Resolved, 256> resolved_;
};

// During its lifetime the watch, if there is one, notes what is read of the document.
class WatchScope {
public:
    WatchScope(Document& document, ReadWatch* watch)
        : tree_(document.tree_),
          before_(tree_.set_watch(watch)) {}
    WatchScope(const WatchScope&) = delete;
    WatchScope& operator=(const WatchScope&) = delete;
    ~WatchScope() { tree_.set_watch(before_); } // back to what was recorded before

private:
    DocumentTree& tree_;
    ReadWatch* before_;
};

// "Patient", "Bundle": a type that can occur by itself.
bool is_resource_type(const definitions::R4Definitions& r4, std::string_view name);

// How a reference is written.
enum class ReferenceKind : std::uint8_t { empty, contained, relative, absolute, urn, other };
struct ReferenceParts {
    ReferenceKind kind = ReferenceKind::empty;
    std::string_view type; // "Patient", if the reference has one; not checked
    std::string_view id;
    std::string_view version; // behind /_history/
};
ReferenceParts parts_of(std::string_view reference, const definitions::R4Definitions& r4);

// The place of a node, as FHIRPath over FHIR's types: "Observation.value.ofType(Quantity).unit".
std::string path_of(const Document& document, NodeId node);
// The same of many nodes. One that follows another in the document mostly begins as that one's.
class ElementPaths {
public:
    explicit ElementPaths(const Document& document);
    const std::string& at(NodeId node);

private:
    struct Step {
        NodeId node;
        std::size_t size; // of the path that ends here
        definitions::TypeId type;
    };
    const Document& document_;
    std::string path_;
    std::vector<Step> steps_; // from the root to the node of the path
    std::vector<NodeId> way_;
};
// The name of an element in its definition, with its choices as they are written at the node:
// "Observation.valueQuantity.unit" for "Observation.value[x].unit".
std::string written_name(const Document& document, std::string_view name, NodeId at);

} // namespace renkei::validate
