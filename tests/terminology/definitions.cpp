#include "tests/terminology/definitions.h"

#include "gateway/core/base/file.h"
#include "gateway/fhir/packages/image_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace renkei::terminology {
namespace {

packages::Image image_of(packages::ImageBuilder& builder) {
    auto out = packages::Image::from_bytes(builder.finish());
    EXPECT_TRUE(out);
    return std::move(*out);
}

Shelf of_packs(std::initializer_list<std::string_view> names) {
    Shelf out;
    for (const std::string_view name : names) {
        auto image = packages::Image::open(RENKEI_BINARY "/share/packages/" + std::string(name) + ".pack");
        EXPECT_TRUE(image) << "build the target package_images";
        out.library->add(std::move(*image));
    }
    out.terminology = std::make_unique<Terminology>(*out.library);
    return out;
}

} // namespace

const definitions::R4Definitions& r4_defs() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(opened) << "build the target defs_file";
    return *opened;
}

Shelf::Shelf() : library(std::make_unique<packages::Library>(r4_defs())) {}

Shelf shelf(std::initializer_list<std::string_view> resources) {
    Shelf out;
    packages::ImageBuilder builder;
    for (const std::string_view resource : resources) {
        std::string json(resource);
        std::ranges::replace(json, '\'', '"');
        EXPECT_TRUE(builder.add(json, "x.json")) << json;
    }
    out.library->add(image_of(builder));
    out.terminology = std::make_unique<Terminology>(*out.library);
    return out;
}

Shelf shelf_of_files(std::initializer_list<std::filesystem::path> files) {
    Shelf out;
    packages::ImageBuilder builder;
    for (const std::filesystem::path& file : files) {
        const auto text = base::read_file(file);
        EXPECT_TRUE(text) << file;
        EXPECT_TRUE(builder.add(*text, file.filename().string())) << file;
    }
    out.library->add(image_of(builder));
    out.terminology = std::make_unique<Terminology>(*out.library);
    return out;
}

const Shelf& r4() {
    static const auto out = of_packs({"hl7.fhir.r4.core"});
    return out;
}

const Shelf& r4_with_packs() {
    static const auto out = of_packs({"hl7.fhir.r4.core", "hl7.terminology.r4", "hl7.fhir.uv.extensions.r4"});
    return out;
}

std::string to_text(const Gap& gap) {
    constexpr std::array names{"",
                               "value_set_absent",
                               "value_set_undefined",
                               "value_set_cyclic",
                               "import_absent",
                               "code_system_absent",
                               "code_system_version_absent",
                               "code_system_partial",
                               "filter_not_supported",
                               "too_costly"};
    return gap ? names[static_cast<std::size_t>(gap.why)] + (": " + std::string(gap.about)) : "";
}

std::string codes(const Expansion& expansion) {
    std::string out;
    for (const Member& member : expansion.members) {
        out += (out.empty() ? "" : " ") + std::string(member.code);
    }
    return expansion.gap ? out + " …" : out;
}

} // namespace renkei::terminology
