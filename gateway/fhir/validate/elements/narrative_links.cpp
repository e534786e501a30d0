#include "gateway/fhir/fhirpath/expression.h"
#include "gateway/fhir/fhirpath/functions.h"
#include "gateway/fhir/validate/elements/narrative.h"
#include "gateway/fhir/validate/walk/resource_rules.h"
#include "generated/messages/validate_bundle.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

namespace renkei::validate {
namespace {

// From data to the text of it, and from text to the data that it was made of (HL7's extension pack).
constexpr std::array links_into_text{
    std::string_view("http://hl7.org/fhir/StructureDefinition/narrativeLink"),
    std::string_view("http://hl7.org/fhir/StructureDefinition/originalText")};
constexpr std::string_view text_link = "http://hl7.org/fhir/StructureDefinition/textLink";
// Schemes of names: they name a thing, not its place.
constexpr std::array name_schemes{std::string_view("urn"), std::string_view("oid"), std::string_view("uuid")};

enum class PlaceKind : std::uint8_t { any, text, data };

struct NarrativePlace {
    std::string name;
    NodeId at; // the div, or the id of an element or resource

    bool operator<(const NarrativePlace& other) const {
        return std::tie(name, at) < std::tie(other.name, other.at);
    }
};

struct Link {
    const NarrativeLink* link;
    NodeId at;
};

bool calls_resolve(const fhirpath::Expression& expression) {
    return std::ranges::any_of(expression.program().ops, [](const fhirpath::Op& op) {
        return op.code == fhirpath::OpCode::function && fhirpath::functions()[op.row].name == "resolve";
    });
}

struct Links {
    ValidationRun& validation;
    const Tree& tree = validation.tree().whole();
    std::vector<NarrativePlace> places{}; // sorted
    std::vector<Link> links{};
    std::vector<NodeId> into_narratives{};
    std::vector<NodeId> text_links{};

    void run() {
        find_links();
        const bool into_the_document =
            std::ranges::any_of(links, [](const Link& one) { return one.link->address.starts_with('#'); });
        if (into_the_document || !into_narratives.empty() || !text_links.empty()) {
            find_places();
        }
        for (const Link& one : links) {
            if (one.link->address.starts_with('#')) {
                check_fragment(one);
            } else {
                check_scheme(one);
            }
        }
        for (const NodeId extension : into_narratives) {
            check_link_into_narrative(extension);
        }
        for (const NodeId extension : text_links) {
            check_text_link(extension);
        }
    }

    void find_links() {
        const json::NameId div = tree.names().find("div");
        const json::NameId url = tree.names().find("url");
        const std::span<const json::Node> nodes = tree.nodes();
        for (const json::Node& it : nodes) {
            if (it.name != div && it.name != url) { // as nearly all
                continue;
            }
            const auto node = static_cast<NodeId>(&it - nodes.data());
            if (is_string(node, div) && may_have_links(tree.text(node))) {
                for (const NarrativeLink& link : validation.narrative(node).links) {
                    links.push_back({&link, node});
                }
            } else if (is_string(node, url) &&
                       std::ranges::find(links_into_text, tree.text(node)) != links_into_text.end()) {
                into_narratives.push_back(tree.parent(node));
            } else if (is_string(node, url) && tree.text(node) == text_link) {
                text_links.push_back(tree.parent(node));
            }
        }
    }

    // Only for a document with links that may lead to them.
    void find_places() {
        const json::NameId id = tree.names().find("id");
        const json::NameId div = tree.names().find("div");
        for (NodeId node = 0; node < tree.size(); ++node) {
            if (is_string(node, id)) {
                places.push_back({std::string(tree.text(node)), node});
            } else if (is_string(node, div)) {
                for (const std::string& place : validation.narrative(node).places) {
                    places.push_back({place, node});
                }
            }
        }
        std::ranges::sort(places, std::less());
    }

    bool is_string(NodeId node, json::NameId name) const {
        return tree[node].name == name && name != json::no_name && tree[node].is_string();
    }

    // How many places inside of a node have the name.
    std::size_t count(NodeId inside, std::string_view name, PlaceKind kind = PlaceKind::any) const {
        const auto first =
            std::ranges::lower_bound(places, NarrativePlace{std::string(name), inside}, std::less());
        const auto last = std::ranges::lower_bound(
            places, NarrativePlace{std::string(name), tree.after(inside)}, std::less());
        const json::NameId div = tree.names().find("div");
        return static_cast<std::size_t>(std::count_if(first, last, [&](const NarrativePlace& one) {
            return kind == PlaceKind::any || (tree[one.at].name == div) == (kind == PlaceKind::text);
        }));
    }

    void check_fragment(const Link& one) {
        const std::string_view name = std::string_view(one.link->address).substr(1);
        if (name.empty()) {
            return; // the top
        }
        const Document& document = validation.document();
        std::size_t found = count(document.container_of(document.resource_of(one.at)), name);
        if (found == 0) {
            const EntryIndex* bundle = document.bundle_around(one.at);
            found = bundle == nullptr ? 0 : count(bundle->bundle(), name);
        }
        if (found == 0) {
            validation.report(message::narrative_link_dangling, one.at,
                              {one.link->address, one.link->path, one.link->label});
        } else if (found > 1) {
            validation.report(message::narrative_link_unclear, one.at,
                              {one.link->address, one.link->path, one.link->label, std::to_string(found)});
        }
    }

    void check_scheme(const Link& one) {
        const std::string scheme = one.link->address.substr(0, one.link->address.find(':'));
        if (scheme.size() < one.link->address.size() &&
            std::ranges::find(name_schemes, scheme) != name_schemes.end()) {
            validation.report(message::narrative_link_scheme, one.at,
                              {one.link->address, one.link->path, one.link->label});
        }
    }

    // From data to the text that describes it: <address of the resource>#<id of the place>
    void check_link_into_narrative(NodeId extension) {
        const Document& document = validation.document();
        const NodeId uri = document.child(extension, "valueUri");
        const NodeId value = uri != no_node ? uri : document.child(extension, "valueUrl");
        if (value == no_node || !tree[value].is_string()) {
            return;
        }
        const std::string_view address = tree.text(value);
        const std::size_t hash = address.find('#');
        if (hash == std::string_view::npos) {
            return;
        }
        const std::string_view name = address.substr(hash + 1);
        const auto target = hash == 0 ? std::optional(Document::ReferenceTarget{
                                            document.container_of(document.resource_of(extension))})
                                      : document.resolve(extension, address.substr(0, hash));
        if (!target) {
            return; // outside of the document
        }
        const std::size_t found = count(target->resource, name, PlaceKind::text);
        if (found == 0) {
            validation.report(message::narrative_place_missing, value, {address, name});
        } else if (found > 1) {
            validation.report(message::narrative_place_unclear, value,
                              {address, name, std::to_string(found)});
        }
    }

    // From the text to the data: htmlid, an id in this text; data, address of the resource and id of the
    // element; selector, FHIRPath.
    void check_text_link(NodeId extension) {
        const Document& document = validation.document();
        const NodeId list = tree.parent(extension);
        const NodeId div = document.child(tree.parent(list), "div");
        if (div == no_node || !tree[div].is_string()) {
            return; // not of a narrative, which is reported otherwise
        }
        for (const NodeId part : document.list(extension, "extension")) {
            const std::string_view url = document.text(part, "url");
            const NodeId value = value_of(part);
            if (value == no_node) {
                continue;
            }
            if (url == "htmlid" && count(div, tree.text(value), PlaceKind::text) == 0) {
                validation.report(message::narrative_text_link_no_place, value, {tree.text(value)});
            } else if (url == "data") {
                check_linked_data(value);
            } else if (url == "selector") {
                check_selector(value);
            }
        }
    }

    // The string of an extension.
    NodeId value_of(NodeId extension) const {
        for (const NodeId member : tree.children(extension)) {
            if (tree.key(member).starts_with("value") && tree[member].is_string()) {
                return member;
            }
        }
        return no_node;
    }

    void check_linked_data(NodeId value) {
        const Document& document = validation.document();
        const std::string_view address = tree.text(value);
        const std::size_t hash = address.find('#');
        if (hash == std::string_view::npos || hash + 1 == address.size()) {
            return; // the resource itself
        }
        const auto target =
            hash == 0
                ? std::optional(Document::ReferenceTarget{document.container_of(document.resource_of(value))})
                : document.resolve(value, address.substr(0, hash));
        if (target && count(target->resource, address.substr(hash + 1), PlaceKind::data) == 0) {
            validation.report(message::narrative_text_link_no_data, value,
                              {address, address.substr(hash + 1)});
        }
    }

    void check_selector(NodeId value) {
        const auto compiled = fhirpath::compile(tree.text(value), validation.r4());
        if (!compiled) {
            validation.report(message::narrative_text_link_selector, value,
                              {to_text(compiled.error(), diag::Language::english)});
        } else if (calls_resolve(*compiled)) {
            validation.report(message::narrative_text_link_resolve, value, {tree.text(value)});
        }
    }
};

} // namespace

void check_narrative_links(ValidationRun& validation, NodeId resource) {
    if (resource == Tree::root) {
        Links{validation}.run();
    }
}

} // namespace renkei::validate
