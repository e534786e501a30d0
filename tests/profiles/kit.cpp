#include "tests/profiles/kit.h"

#include "gateway/packages/image_layout.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>

namespace renkei::profiles::test {

namespace fs = std::filesystem;
using packages::Section;

const defs::Defs& r4_defs() {
    static const auto defs = defs::Defs::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(defs);
    return *defs;
}

packages::Image image_of(const std::vector<Json>& definitions) {
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
                        .check = packages::check_of(json)});
        texts += json;
    }
    std::ranges::stable_sort(rows, {}, [&](const packages::ResourceRow& row) { return blob.text_of(row.url); });
    blob.section(static_cast<std::uint32_t>(Section::package), std::vector{packages::PackageRow{}});
    blob.section(static_cast<std::uint32_t>(Section::resources), rows);
    const std::string lists = blob.finish(packages::image_kind, packages::layout_version);
    const packages::ImageHead head{lists.size(), texts.size()};
    std::string bytes(sizeof(head), '\0');
    std::memcpy(bytes.data(), &head, sizeof(head));
    auto image = packages::Image::from_bytes(bytes + lists + texts);
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

} // namespace renkei::profiles::test
