#include "gateway/fhir/packages/image_builder.h"

#include "gateway/core/json/member.h"
#include "gateway/core/json/tree.h"
#include "gateway/core/json/writer.h"
#include "gateway/fhir/packages/image_layout.h"
#include "gateway/fhir/packages/snapshot_gap.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace renkei::packages {
namespace {

using Keys = std::span<const std::string_view>;

constexpr std::array<std::string_view, 9> prose{"text",    "contact", "publisher", "copyright", "purpose",
                                                "mapping", "keyword", "xpath",     "useContext"};
constexpr std::array<std::string_view, 10> element_prose{
    "definition",         "comment",   "requirements", "alias", "mapping", "example",
    "meaningWhenMissing", "isSummary", "orderMeaning", "short"};
constexpr std::array<std::string_view, 1> constraint_prose{"xpath"};
constexpr std::array<std::string_view, 1> concept_prose{"definition"};

struct Stripper {
    const json::Tree& tree;
    Snapshots snapshots;
    json::Writer writer;

    void resource(json::NodeId node) {
        const std::string_view type = text_of(tree, node, "resourceType");
        const bool defines = type == "StructureDefinition" || type == "ValueSet" || type == "CodeSystem" ||
                             type == "SearchParameter" || type == "ConceptMap" || type == "NamingSystem";
        if (!defines) { // a resource to validate with, or for resolve(): complete
            writer.node(tree, node);
            return;
        }
        const bool has_snapshot = tree.child(node, "snapshot") != json::no_node;
        const bool is_repeated = has_snapshot && first_not_in_snapshot(tree, node) == json::no_node;
        const bool is_made_again = has_snapshot && !is_repeated && snapshots == Snapshots::made_again;
        writer.start_object();
        for (const json::NodeId child : tree.children(node)) {
            const std::string_view key = tree.key(child);
            if (is_in(key, prose) || (is_repeated && key == "differential") ||
                (is_made_again && key == "snapshot")) {
                continue;
            }
            writer.key(key);
            if (key == "snapshot" || key == "differential") {
                elements(child);
            } else if (key == "concept" && type == "CodeSystem") {
                concepts(child);
            } else {
                writer.node(tree, child);
            }
        }
        writer.end_object();
    }

    static bool is_in(std::string_view key, Keys keys) { return std::ranges::find(keys, key) != keys.end(); }

    // Calls `member` for each member of an object that is not left out.
    template <class Member>
    void object(json::NodeId node, Keys left_out, Member member) {
        if (!tree[node].is_object()) {
            writer.node(tree, node);
            return;
        }
        writer.start_object();
        for (const json::NodeId child : tree.children(node)) {
            const std::string_view key = tree.key(child);
            if (!is_in(key.starts_with('_') ? key.substr(1) : key, left_out)) {
                writer.key(key);
                member(key, child);
            }
        }
        writer.end_object();
    }
    template <class Item>
    void list(json::NodeId node, Item item) {
        if (!tree[node].is_array()) {
            writer.node(tree, node);
            return;
        }
        writer.start_array();
        for (const json::NodeId child : tree.children(node)) {
            item(child);
        }
        writer.end_array();
    }
    void whole(json::NodeId node) { writer.node(tree, node); }

    void elements(json::NodeId view) { // snapshot or differential
        object(view, {}, [&](std::string_view key, json::NodeId child) {
            key == "element" ? list(child, [&](json::NodeId it) { element(it); }) : whole(child);
        });
    }
    void element(json::NodeId node) {
        object(node, element_prose, [&](std::string_view key, json::NodeId child) {
            key == "constraint" ? list(child, [&](json::NodeId it) { constraint(it); }) : whole(child);
        });
    }
    void constraint(json::NodeId node) {
        object(node, constraint_prose, [&](std::string_view, json::NodeId child) { whole(child); });
    }
    void concepts(json::NodeId node) {
        list(node, [&](json::NodeId it) {
            object(it, concept_prose, [&](std::string_view key, json::NodeId child) {
                key == "concept" ? concepts(child) : whole(child);
            });
        });
    }
};

// Without the parts for readers: narrative, comments, requirements, mappings to other standards.
// Appends the resource's JSON. A StructureDefinition with a snapshot loses its differential if that says
// nothing more; everything that a check, an expansion or a snapshot needs stays.
void append_without_prose(const json::Tree& tree, json::NodeId resource, Snapshots snapshots,
                          std::string& out) {
    Stripper{tree, snapshots, json::Writer(out)}.resource(resource);
}

// The subject of a definition, which is kept beside its URL.
struct About {
    std::string_view type;
    std::string_view key;
};
constexpr std::array about{
    About{"StructureDefinition", "type"},
    About{"CodeSystem", "supplements"},
    About{"SearchParameter", "code"},
};

// Some tools begin a file with the mark of its encoding.
std::string_view without_mark(std::string_view json) {
    constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
    return json.starts_with(utf8_mark) ? json.substr(utf8_mark.size()) : json;
}

std::string url_of(const json::Tree& tree, json::NodeId resource, std::string_view type) {
    const std::string_view url = text_of(tree, resource, "url");
    return url.empty() ? std::string(type) + "/" + std::string(text_of(tree, resource, "id"))
                       : std::string(url);
}

} // namespace

diag::Result<void> ImageBuilder::add_manifest(std::string_view json) {
    TRY_VOID(parser_.parse(without_mark(json), tree_));
    const auto text = [&](std::string_view key) { return blob_.text(text_of(tree_, json::Tree::root, key)); };
    package_ = {text("name"), text("version"), {}, text("canonical"), {}};
    json::NodeId versions = tree_.child(json::Tree::root, "fhirVersions");
    if (versions == json::no_node) { // as it was called at first
        versions = tree_.child(json::Tree::root, "fhir-version-list");
    }
    if (versions != json::no_node && tree_[versions].is_array() &&
        tree_.element(versions, 0) != json::no_node) {
        package_.fhir_version = blob_.text(tree_.text(tree_.element(versions, 0)));
    }
    const json::NodeId needs = tree_.child(json::Tree::root, "dependencies");
    if (needs != json::no_node && tree_[needs].is_object()) {
        for (const json::NodeId need : tree_.children(needs)) {
            dependencies_.push_back({blob_.text(tree_.key(need)), blob_.text(tree_.text(need))});
        }
    }
    return {};
}

diag::Result<void> ImageBuilder::add(std::string_view json, std::string_view file) {
    TRY_VOID(parser_.parse(without_mark(json), tree_));
    if (!tree_[json::Tree::root].is_object() || text_of(tree_, json::Tree::root, "resourceType").empty()) {
        return {};
    }
    const json::NodeId entries = tree_.child(json::Tree::root, "entry");
    if (text_of(tree_, json::Tree::root, "type") != "collection" || entries == json::no_node) {
        add_resource(tree_, json::Tree::root, file);
        return {};
    }
    for (const json::NodeId entry : tree_.children(entries)) {
        if (const json::NodeId resource = tree_.child(entry, "resource"); resource != json::no_node) {
            add_resource(tree_, resource, file);
        }
    }
    return {};
}

void ImageBuilder::add_resource(const json::Tree& tree, json::NodeId resource, std::string_view file) {
    const std::string_view type = text_of(tree, resource, "resourceType");
    ResourceRow row{
        .url = blob_.text(url_of(tree, resource, type)),
        .version = blob_.text(text_of(tree, resource, "version")),
        .type = blob_.text(type),
        .id = blob_.text(text_of(tree, resource, "id")),
        .about = {},
        .file = blob_.text(file),
        .text = texts_.size(),
        .size = 0,
        .checksum = 0,
    };
    for (const About& what : about) {
        if (what.type == type) {
            row.about = blob_.text(text_of(tree, resource, what.key));
        }
    }
    append_without_prose(tree, resource, snapshots_, texts_);
    row.size = static_cast<std::uint32_t>(texts_.size() - row.text);
    row.checksum = checksum_of(std::string_view(texts_).substr(row.text));
    resources_.push_back(row);
}

std::string ImageBuilder::finish() {
    std::ranges::stable_sort(resources_, {},
                             [this](const ResourceRow& row) { return blob_.text_of(row.url); });
    package_.source = blob_.text(source_);
    blob_.section(static_cast<std::uint32_t>(ImageSection::package), std::vector{package_});
    blob_.section(static_cast<std::uint32_t>(ImageSection::dependencies), dependencies_);
    blob_.section(static_cast<std::uint32_t>(ImageSection::resources), resources_);
    const std::string blob = blob_.finish(image_kind, image_version);
    const ImageHead head{blob.size(), texts_.size()};
    std::string out(sizeof(head), '\0');
    std::memcpy(out.data(), &head, sizeof(head));
    return out + blob + texts_;
}

} // namespace renkei::packages
