#include "gateway/fhir/fhirpath/environment.h"

#include "gateway/core/json/member.h"

namespace renkei::fhirpath {
namespace {

json::NodeId contained(const json::Tree& tree, json::NodeId resource, std::string_view id) {
    for (const json::NodeId each : json::items(tree, resource, "contained")) {
        if (text_of(tree, each, "id") == id) {
            return each;
        }
    }
    return json::no_node;
}

// "#" means the resource that contains the item's resource, "#id" a resource that is contained beside it.
json::NodeId local(const json::Tree& tree, json::NodeId from, std::string_view id) {
    for (json::NodeId node = from; node != json::no_node; node = tree.parent(node)) {
        if (!tree[node].is_object() || tree.child(node, "resourceType") == json::no_node) {
            continue;
        }
        const json::NodeId list = tree.parent(node);
        if (list != json::no_node && tree[list].is_array() && tree.key(list) == "contained") {
            continue; // the resource that contains this one is further up
        }
        return id.empty() ? node : contained(tree, node, id);
    }
    return json::no_node;
}

std::string_view without_version(std::string_view reference) {
    return reference.substr(0, reference.find('|'));
}

// R4 bundle.html#references: "Patient/1/_history/2" means the entry of Patient/1 with the versionId 2.
bool names(const json::Tree& tree, json::NodeId entry, std::string_view reference) {
    constexpr std::string_view history = "/_history/";
    if (const std::size_t at = reference.find(history); at != std::string_view::npos) {
        const json::NodeId resource = tree.child(entry, "resource");
        const json::NodeId meta = resource == json::no_node ? resource : tree.child(resource, "meta");
        if (text_of(tree, meta, "versionId") != reference.substr(at + history.size())) {
            return false;
        }
        reference = reference.substr(0, at);
    }
    const std::string_view url = text_of(tree, entry, "fullUrl");
    if (url == reference || (url.size() > reference.size() && url.ends_with(reference) &&
                             url[url.size() - reference.size() - 1] == '/')) {
        return true;
    }
    const json::NodeId resource = tree.child(entry, "resource");
    const std::string_view canonical = text_of(tree, resource, "url");
    if (!canonical.empty() && canonical == without_version(reference)) {
        return true;
    }
    const std::size_t slash = reference.find('/');
    return url.empty() && slash != std::string_view::npos &&
           reference.substr(0, slash) == text_of(tree, resource, "resourceType") &&
           reference.substr(slash + 1) == text_of(tree, resource, "id");
}

// Bundles may lie in Bundles: the nearest one counts.
json::NodeId entry_of(const json::Tree& tree, json::NodeId from, std::string_view reference) {
    for (json::NodeId node = from; node != json::no_node; node = tree.parent(node)) {
        if (!tree[node].is_object() || text_of(tree, node, "resourceType") != "Bundle") {
            continue;
        }
        for (const json::NodeId entry : json::items(tree, node, "entry")) {
            if (tree[entry].is_object() && names(tree, entry, reference)) {
                return tree.child(entry, "resource");
            }
        }
    }
    return json::no_node;
}

struct Code {
    std::string_view system;
    std::string_view code;
};

std::vector<Code> codes_of(const Item& item) {
    if (!item.is_node()) {
        return item.kind() == ItemKind::string ? std::vector<Code>{{{}, item.as_string()}}
                                               : std::vector<Code>{};
    }
    const json::NodeId node = item.value_node();
    if (node == json::no_node) {
        return {};
    }
    const json::Tree& tree = item.tree();
    if (!tree[node].is_object()) {
        return {{{}, tree.text(node)}};
    }
    const json::NodeId codings = tree.child(node, "coding");
    if (codings == json::no_node) {
        const std::string_view code = text_of(tree, node, "code");
        return code.empty() ? std::vector<Code>{} : std::vector<Code>{{text_of(tree, node, "system"), code}};
    }
    std::vector<Code> out;
    for (const json::NodeId coding : tree.children(codings)) {
        out.push_back({text_of(tree, coding, "system"), text_of(tree, coding, "code")});
    }
    return out;
}

} // namespace

std::optional<Item> Environment::resolve(const Item& from, std::string_view reference) {
    if (!from.is_node() || from.is_nothing() || reference.empty()) {
        return std::nullopt;
    }
    const json::Tree& tree = from.tree();
    const json::NodeId found = reference.starts_with('#') ? local(tree, from.place(), reference.substr(1))
                                                          : entry_of(tree, from.place(), reference);
    return found == json::no_node ? std::nullopt : std::optional(resource_item(r4_, tree, found));
}

// Yes if one code is a member; no only if the answer is known for every code.
definitions::Tristate Environment::member_of(const Item& item, std::string_view value_set) {
    definitions::Tristate out = definitions::Tristate::no;
    for (const Code& code : codes_of(item)) {
        const definitions::Tristate each = r4_.in_value_set(value_set, code.system, code.code);
        if (each == definitions::Tristate::yes) {
            return each;
        }
        out = each == definitions::Tristate::unknown ? each : out;
    }
    return r4_.value_set(value_set) ? out : definitions::Tristate::unknown;
}

// Knows no profiles but R4's own types, and trusts the type that a resource states.
definitions::Tristate Environment::conforms_to(const Item& item, std::string_view profile) {
    constexpr std::string_view base = "http://hl7.org/fhir/StructureDefinition/";
    profile = without_version(profile);
    const definitions::TypeId type =
        profile.starts_with(base) ? r4_.type(profile.substr(base.size())) : definitions::TypeId{};
    if (!type || !item.is_node()) {
        return definitions::Tristate::unknown;
    }
    return r4_.is_a(item.type(), type) ? definitions::Tristate::yes : definitions::Tristate::no;
}

definitions::Tristate Environment::subsumes(const Item& general, const Item& special) {
    const auto left = codes_of(general);
    const auto right = codes_of(special);
    for (const Code& a : left) {
        for (const Code& b : right) {
            if (a.code == b.code && (a.system == b.system || a.system.empty() || b.system.empty())) {
                return definitions::Tristate::yes;
            }
        }
    }
    return definitions::Tristate::unknown;
}

std::optional<std::vector<Item>> Environment::variable(std::string_view) { return std::nullopt; }

void Environment::trace(std::string_view, std::span<const Item>) {}

std::optional<Item> Environment::element_definition(const Item&) { return std::nullopt; }

definitions::Tristate Environment::in_slice(const Item&, std::string_view, std::string_view) {
    return definitions::Tristate::unknown;
}

} // namespace renkei::fhirpath
