#include "tests/refuse/mapping_folder.h"

#include "gateway/forms/publish/check_profiles.h"
#include "gateway/forms/publish/package_parts.h"
#include "gateway/forms/publish/profile_sources.h"

#include <gtest/gtest.h>

namespace renkei::refuse {

const definitions::R4Definitions& r4() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(opened) << "build the target defs_file";
    return *opened;
}

std::filesystem::path base_mapping() { return RENKEI_SOURCE "/tests/refuse/base"; }

diag::Report load(const form::FormYaml& folder) {
    diag::Report report;
    const form::Tables tables = form::build_tables(folder, report);
    if (!report.at_least(diag::Severity::error)) {
        mapping::load_example(folder, tables, r4(), report);
    }
    return report;
}

namespace {

// What the cases' example may claim: R4 and the folder profiles/.
struct Claimable {
    packages::Library library{r4()};
    std::unique_ptr<profiles::Profiles> profiles;
    std::unique_ptr<terminology::Terminology> terms;
};

publish::ResourceSet written_profiles(const yaml::Prefixes& prefixes, publish::PackageMetadata& head,
                                      diag::Report& report) {
    const std::filesystem::path folder = RENKEI_SOURCE "/tests/refuse/profiles";
    publish::ResourceSet out;
    auto read = publish::read_package_metadata(folder, prefixes);
    EXPECT_TRUE(read);
    head = std::move(*read);
    publish::read_profile_sources(folder, head, prefixes, r4(), out, report);
    return out;
}

const Claimable& claimable() {
    static const std::unique_ptr<Claimable> made = [] {
        auto out = std::make_unique<Claimable>();
        diag::Report report;
        publish::PackageMetadata head;
        const auto prefixes = publish::read_prefixes(base_mapping());
        const publish::ResourceSet resources = written_profiles(*prefixes, head, report);
        auto r4_image = packages::PackageImage::open(RENKEI_BINARY "/share/packages/hl7.fhir.r4.core.pack");
        auto own = packages::PackageImage::from_bytes(*publish::image_bytes(resources, head));
        EXPECT_TRUE(r4_image && own && report.empty()) << shown(report);
        out->library.add(std::move(*r4_image));
        out->library.add(std::move(*own));
        out->profiles = std::make_unique<profiles::Profiles>(out->library);
        out->terms = std::make_unique<terminology::Terminology>(out->library);
        return out;
    }();
    return *made;
}

} // namespace

diag::Report load(const std::filesystem::path& mappings, const std::string& form) {
    publish::LoadedForm source;
    diag::Report report;
    const auto folder = form::read_form_yaml(mappings, form, source.files);
    if (!folder) {
        report.add(folder.error());
        return report;
    }
    source.tables = form::build_tables(*folder, report);
    if (!report.at_least(diag::Severity::error)) {
        source.example = mapping::load_example(*folder, source.tables, r4(), report);
    }
    if (!report.at_least(diag::Severity::error)) {
        publish::check_profiles(source, *claimable().profiles, *claimable().terms, report);
    }
    return report;
}

std::string shown(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += diag::to_text(finding, diag::Language::english) + "\n" +
               diag::to_text(finding, diag::Language::japanese) + "\n";
    }
    return out.empty() ? "nothing" : out;
}

} // namespace renkei::refuse
