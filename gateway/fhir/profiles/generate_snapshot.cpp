#include "gateway/fhir/profiles/generate_snapshot.h"

#include "gateway/fhir/profiles/merge.h"
#include "generated/messages/profiles.h"

namespace renkei::profiles {
namespace {

using packages::Resource;

NodeId differential_of(const Resource& definition) {
    const NodeId differential = definition.tree.child(json::Tree::root, "differential");
    const NodeId elements =
        differential == no_node ? no_node : definition.tree.child(differential, "element");
    return elements != no_node && definition.tree[elements].is_array() ? elements : no_node;
}

std::string canonical_of(const Resource& definition) {
    const std::string_view url = definition.text("url");
    return std::string(url.empty() ? definition.text("name") : url);
}

// The first step of all paths.
std::string_view root_of(const Resource& definition, NodeId elements, const Structure* base) {
    if (base != nullptr && definition.text("derivation") == "constraint") {
        return base->elements.front().name;
    }
    const NodeId first = elements == no_node ? no_node : definition.tree.element(elements, 0);
    const std::string_view path = first == no_node ? std::string_view() : definition.text(first, "path");
    return path.empty() ? definition.text("type") : path.substr(0, path.find('.'));
}

struct WriteElements {
    json::Writer& out;

    void all(const ElementNode& element, std::string_view parent_id, std::string_view parent_path) {
        const std::string id = id_below(parent_id, element.name, element.slice);
        const std::string path = id_below(parent_path, element.name, {});
        out.start_object().member("id", id).member("path", path);
        element.draft.write(out);
        if (!element.draft.has(MemberKind::base)) {
            base(element, path);
        }
        out.end_object();
        for (const ElementNode& child : element.children) {
            all(child, id, path);
        }
        for (const ElementNode& slice : element.slices) {
            all(slice, parent_id, parent_path);
        }
    }

    // An element that no base has is its own base.
    void base(const ElementNode& element, const std::string& path) {
        const std::string_view min = element.draft.text(MemberKind::min);
        const std::string_view max = element.draft.text(MemberKind::max);
        out.key("base").start_object().member("path", path);
        out.key("min").number(min.empty() ? "0" : min);
        out.member("max", max.empty() ? "*" : max).end_object();
    }
};

std::string with_snapshot(const Resource& definition, const ElementNode& root) {
    std::string out;
    json::Writer writer(out);
    const auto snapshot = [&] {
        writer.key("snapshot").start_object().key("element").start_array();
        WriteElements{writer}.all(root, {}, {});
        writer.end_array().end_object();
    };
    const json::Tree& tree = definition.tree;
    bool is_written = false;
    writer.start_object();
    for (const NodeId member : tree.children(json::Tree::root)) {
        const std::string_view key = tree.key(member);
        if (key == "snapshot") {
            continue;
        }
        if (key == "differential") {
            snapshot();
            is_written = true;
        }
        writer.key(key).node(tree, member);
    }
    if (!is_written) {
        snapshot();
    }
    writer.end_object();
    return out;
}

} // namespace

diag::Result<std::string> generate_snapshot(const Resource& definition, const SnapshotInputs& ground,
                                            diag::Report& report) {
    const std::string canonical = canonical_of(definition);
    const NodeId elements = differential_of(definition);
    if (elements == no_node) {
        return diag::fail(message::profile_unreadable, {}, {canonical});
    }
    const auto too_large = [&] {
        return diag::fail(
            message::profile_too_large, {},
            {canonical, std::to_string(definition.tree[elements].count), std::to_string(max_elements)});
    };
    if (definition.tree[elements].count > max_elements) {
        return too_large();
    }
    DefinitionReport notes(canonical, report);
    base::Arena arena;
    const bool is_profile = definition.text("derivation") == "constraint";
    const ElementNode change = read_differential(definition.tree, elements,
                                                 root_of(definition, elements, ground.base), notes, arena);
    ElementNode root = ground.base == nullptr ? ElementNode() : tree_of(*ground.base, 0, arena);
    root.name = change.name;
    if (!is_profile) { // a type's root is its own base
        root.draft.remove(MemberKind::base);
    }
    ElementExpander expander(ground.find, ground.base, notes, arena);
    const ConstrainContext with{ground.r4, notes, arena, definition.text("url")};
    Merge merge(expander, with, ground.find, !is_profile, max_elements);
    merge.all(root, change);
    if (merge.is_too_large()) {
        return too_large();
    }
    return with_snapshot(definition, root);
}

} // namespace renkei::profiles
