#include "tests/profiles/kit.h"

#include "gateway/fhir/packages/image_layout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>

namespace renkei::profiles::test {

using packages::ImageSection;

const definitions::R4Definitions& r4_defs() {
    static const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(r4);
    return *r4;
}

packages::PackageImage image_of(const std::vector<Json>& definitions) {
    base::BlobWriter blob;
    std::string texts;
    std::vector<packages::ResourceRow> rows;
    for (const Json& definition : definitions) {
        const auto text = [&](const char* key) { return blob.text(definition.value(key, "")); };
        const std::string json = definition.dump();
        rows.push_back({.url = text("url"),
                        .version = text("version"),
                        .type = text("resourceType"),
                        .id = text("id"),
                        .about = text("type"),
                        .file = {},
                        .text = texts.size(),
                        .size = static_cast<std::uint32_t>(json.size()),
                        .checksum = packages::checksum_of(json)});
        texts += json;
    }
    std::ranges::stable_sort(rows, {},
                             [&](const packages::ResourceRow& row) { return blob.text_of(row.url); });
    blob.section(static_cast<std::uint32_t>(ImageSection::package), std::vector{packages::PackageRow{}});
    blob.section(static_cast<std::uint32_t>(ImageSection::resources), rows);
    const std::string lists = blob.finish(packages::image_kind, packages::image_version);
    const packages::ImageHead head{lists.size(), texts.size()};
    std::string bytes(sizeof(head), '\0');
    std::memcpy(bytes.data(), &head, sizeof(head));
    auto image = packages::PackageImage::from_bytes(bytes + lists + texts);
    EXPECT_TRUE(image);
    return std::move(*image);
}

std::vector<Json> definitions_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("StructureDefinition-") && name.ends_with(".json")) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<Json> out;
    for (const fs::path& file : files) {
        std::ifstream in(file);
        out.push_back(Json::parse(in));
    }
    return out;
}

fs::path r4_folder() { return RENKEI_BINARY "/packages/hl7.fhir.r4.examples"; }
fs::path jp_folder() { return RENKEI_SHARED "/jp"; }

bool is_profile(const Json& definition) {
    return definition.value("derivation", "") == "constraint" && definition.contains("differential");
}

Json without_snapshot(Json definition) {
    definition.erase("snapshot");
    return definition;
}

Json profile(std::string_view name, std::string_view type, std::string_view elements) {
    return {{"resourceType", "StructureDefinition"},
            {"id", name},
            {"url", "http://x.jp/" + std::string(name)},
            {"version", "1.0"},
            {"name", name},
            {"status", "draft"},
            {"kind", "resource"},
            {"abstract", false},
            {"type", type},
            {"baseDefinition", "http://hl7.org/fhir/StructureDefinition/" + std::string(type)},
            {"derivation", "constraint"},
            {"differential", {{"element", Json::parse(elements)}}}};
}

Json upon(std::string_view base, Json definition) {
    definition["baseDefinition"] = base;
    return definition;
}

Defined::Defined(const std::vector<Json>& definitions) : library_(r4_defs()), profiles_(library_) {
    auto r4 = packages::PackageImage::open(RENKEI_BINARY "/share/packages/hl7.fhir.r4.core.pack");
    EXPECT_TRUE(r4);
    library_.add(std::move(*r4));
    library_.add(image_of(definitions));
}

const Structure& Defined::operator[](std::string_view canonical) const {
    const Structure* found = profiles_.find(canonical);
    if (found == nullptr) {
        ADD_FAILURE() << canonical << " cannot be used";
        for (const std::string& problem : problems(canonical)) {
            ADD_FAILURE() << problem;
        }
        static const Structure none{};
        return none;
    }
    return *found;
}

const ElementDef& Defined::element(std::string_view canonical, std::string_view id) const {
    const Structure& structure = (*this)[canonical];
    const ElementId found = structure.by_id(id);
    if (found == no_element) {
        ADD_FAILURE() << canonical << " has no " << id;
        static const ElementDef none{};
        return none;
    }
    return structure[found];
}

std::vector<std::string> Defined::problems(std::string_view canonical) const {
    std::vector<std::string> out;
    const diag::Report report = profiles_.problems(canonical);
    for (const diag::Finding& finding : report.findings()) {
        std::string text(diag::row(finding.message).id);
        out.push_back(text + (finding.where.path.empty() ? "" : " " + finding.where.path));
    }
    return out;
}

std::vector<std::string> ids(const Structure& structure, std::string_view beginning) {
    std::vector<std::string> out;
    for (const ElementDef& element : structure.elements) {
        if (element.id.starts_with(beginning)) {
            out.emplace_back(element.id);
        }
    }
    return out;
}

std::vector<std::string> types(const ElementDef& element) {
    std::vector<std::string> out;
    for (const TypeRef& type : element.types) {
        out.emplace_back(type.code);
    }
    return out;
}

std::string cardinality(const ElementDef& element) {
    return std::to_string(element.min) + ".." +
           (element.max == unbounded ? "*" : std::to_string(element.max));
}

std::string json(const Structure& structure, json::NodeId node) {
    return node == json::no_node ? "" : std::string(structure.tree().raw(node));
}

std::string member(const Structure& structure, const ElementDef& element, std::string_view key) {
    return json(structure, structure.tree().child(element.node, key));
}

} // namespace renkei::profiles::test
