#include "tests/terminology/definitions.h"

#include "gateway/core/base/file.h"
#include "gateway/fhir/packages/image_builder.h"
#include "gateway/fhir/terminology/value_set_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>

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

void each_candidate(ValueSetHandle set, const std::function<void(const Coding&)>& use) {
    std::set<ValueSetHandle> seen;
    const std::function<void(ValueSetHandle)> each = [&](ValueSetHandle one) {
        if (!seen.insert(one).second) {
            return;
        }
        for (const ValueSetPart& part : one->includes) {
            for (const ListedCode& listed : part.listed) {
                use({.system = part.system, .code = listed.code});
            }
            const bool takes_rows =
                part.kind == ValueSetPartKind::whole || part.kind == ValueSetPartKind::filtered;
            for (const ConceptRow& row :
                 takes_rows&& part.table != nullptr ? part.table->rows() : std::span<const ConceptRow>()) {
                use({.system = part.system, .code = row.code});
            }
            std::ranges::for_each(part.imports, each);
        }
    };
    each(set);
}

std::string members_of(const Terminology& here, std::string_view value_set) {
    std::vector<std::string_view> members;
    bool is_unknown = false;
    each_candidate(here.value_set(value_set), [&](const Coding& coding) {
        const Tristate member = here.validate(value_set, coding).member;
        is_unknown = is_unknown || member == Tristate::unknown;
        if (member == Tristate::yes && std::ranges::find(members, coding.code) == members.end()) {
            members.push_back(coding.code);
        }
    });
    return fmt::format("{}{}", fmt::join(members, " "), is_unknown ? " …" : "");
}

} // namespace renkei::terminology
