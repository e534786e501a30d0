#include "gateway/fhir/packages/image_builder.h"

#include "gateway/fhir/packages/image_layout.h"
#include "gateway/fhir/packages/strip_definition.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace renkei::packages {
namespace {

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

std::string_view text_at(const json::Tree& tree, json::NodeId object, std::string_view key) {
    const json::NodeId node = tree.child(object, key);
    return node != json::no_node && tree[node].is_string() ? tree.text(node) : std::string_view();
}

// Some tools begin a file with the mark of its encoding.
std::string_view without_mark(std::string_view json) {
    constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
    return json.starts_with(utf8_mark) ? json.substr(utf8_mark.size()) : json;
}

std::string url_of(const json::Tree& tree, json::NodeId resource, std::string_view type) {
    const std::string_view url = text_at(tree, resource, "url");
    return url.empty() ? std::string(type) + "/" + std::string(text_at(tree, resource, "id"))
                       : std::string(url);
}

} // namespace

diag::Result<void> ImageBuilder::add_manifest(std::string_view json) {
    TRY_VOID(parser_.parse(without_mark(json), tree_));
    const auto text = [&](std::string_view key) { return blob_.text(text_at(tree_, json::Tree::root, key)); };
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
    if (!tree_[json::Tree::root].is_object() || text_at(tree_, json::Tree::root, "resourceType").empty()) {
        return {};
    }
    const json::NodeId entries = tree_.child(json::Tree::root, "entry");
    if (text_at(tree_, json::Tree::root, "type") != "collection" || entries == json::no_node) {
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
    const std::string_view type = text_at(tree, resource, "resourceType");
    ResourceRow row{
        .url = blob_.text(url_of(tree, resource, type)),
        .version = blob_.text(text_at(tree, resource, "version")),
        .type = blob_.text(type),
        .id = blob_.text(text_at(tree, resource, "id")),
        .about = {},
        .file = blob_.text(file),
        .text = texts_.size(),
        .size = 0,
        .checksum = 0,
    };
    for (const About& what : about) {
        if (what.type == type) {
            row.about = blob_.text(text_at(tree, resource, what.key));
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
