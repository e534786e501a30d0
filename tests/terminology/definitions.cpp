#include "tests/terminology/definitions.h"

#include "gateway/core/base/file.h"
#include "gateway/fhir/packages/image_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace renkei::terminology {
namespace {

packages::PackageImage image_of(packages::ImageBuilder& builder) {
    auto out = packages::PackageImage::from_bytes(builder.finish());
    EXPECT_TRUE(out);
    return std::move(*out);
}

TestLibrary of_packs(std::initializer_list<std::string_view> names) {
    TestLibrary out;
    for (const std::string_view name : names) {
        auto image =
            packages::PackageImage::open(RENKEI_BINARY "/share/packages/" + std::string(name) + ".pack");
        EXPECT_TRUE(image) << "build the target package_images";
        out.library->add(std::move(*image));
    }
    out.library->end_of_shipped();
    out.terminology = std::make_unique<Terminology>(*out.library);
    return out;
}

} // namespace

const definitions::R4Definitions& r4_defs() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(opened) << "build the target defs_file";
    return *opened;
}

TestLibrary::TestLibrary() : library(std::make_unique<packages::Library>(r4_defs())) {}

// Their quotes are written as '.
static void add_all(packages::ImageBuilder& builder, const std::vector<std::string_view>& resources) {
    for (const std::string_view resource : resources) {
        std::string json(resource);
        std::ranges::replace(json, '\'', '"');
        EXPECT_TRUE(builder.add(json, "x.json")) << json;
    }
}

TestLibrary library_of(std::initializer_list<std::string_view> resources) {
    TestLibrary out;
    packages::ImageBuilder builder;
    add_all(builder, resources);
    out.library->add(image_of(builder));
    out.terminology = std::make_unique<Terminology>(*out.library);
    return out;
}

TestLibrary library_of_packages(std::initializer_list<TestPackage> shipped) {
    TestLibrary out;
    for (const TestPackage& package : shipped) {
        packages::ImageBuilder builder;
        EXPECT_TRUE(builder.add_manifest(R"({"version":"1","name":")" + std::string(package.name) + "\"}"));
        add_all(builder, package.resources);
        out.library->add(image_of(builder));
    }
    out.terminology = std::make_unique<Terminology>(*out.library);
    return out;
}

TestLibrary shelf_of_files(std::initializer_list<std::filesystem::path> files) {
    TestLibrary out;
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

const TestLibrary& r4() {
    static const auto out = of_packs({"hl7.fhir.r4.core"});
    return out;
}

const TestLibrary& r4_with_packs() {
    static const auto out = of_packs({"hl7.fhir.r4.core", "hl7.terminology.r4", "hl7.fhir.uv.extensions.r4"});
    return out;
}

std::string to_text(const UncheckedReason& unchecked) {
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
    return unchecked ? names[static_cast<std::size_t>(unchecked.why)] + (": " + std::string(unchecked.about))
                     : "";
}

std::string codes(const Expansion& expansion) {
    std::string out;
    for (const Member& member : expansion.members) {
        out += (out.empty() ? "" : " ") + std::string(member.code);
    }
    return expansion.unchecked ? out + " …" : out;
}

} // namespace renkei::terminology
