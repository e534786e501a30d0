#include "gateway/forms/service/definitions.h"

#include "gateway/core/base/user_cache.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/publish/package.h"

namespace renkei::service {
namespace {

// Is the installed package the one of these sources?
bool is_installed(const std::string& mappings_hash, const std::string& profiles_hash) {
    const auto cache = definitions::find_data_file("mappings.cache");
    const auto profiles = definitions::find_data_file("profiles");
    if (!cache || !profiles || catalogue::hash_of_sources(*profiles) != profiles_hash) {
        return false;
    }
    const auto installed = catalogue::Catalogue::open_file(*cache);
    return installed && installed->source_hash() == mappings_hash;
}

// Our own package of these mappings; none: it is the installed one.
diag::Result<std::optional<packages::PackageImage>> own_package(const fs::path& mappings,
                                                                diag::Report& report) {
    if (mappings.empty()) {
        return std::nullopt;
    }
    TRY(const fs::path profiles, profiles_beside(mappings));
    const std::string mappings_hash = catalogue::hash_of_mappings(mappings);
    const std::string profiles_hash = catalogue::hash_of_sources(profiles);
    if (is_installed(mappings_hash, profiles_hash)) {
        return std::nullopt;
    }
    const fs::path cached = base::cached_file(
        "package-" +
        resources::sha256_hex(mappings_hash + profiles_hash + base::program_identity()).substr(0, 16) +
        ".pack");
    if (!cached.empty()) {
        if (auto image = packages::PackageImage::open(cached)) {
            return *std::move(image);
        }
    }
    TRY(const publish::Package package, make_own_package(mappings, report));
    TRY(std::string bytes, package.image());
    base::keep_cached(cached, bytes);
    TRY(packages::PackageImage image, packages::PackageImage::from_bytes(std::move(bytes)));
    return image;
}

} // namespace

diag::Result<publish::Package> make_own_package(const fs::path& mappings, diag::Report& report) {
    TRY(const fs::path profiles, profiles_beside(mappings));
    TRY(const definitions::R4Definitions r4, definitions::R4Definitions::open());
    diag::Report found;
    auto package = publish::make_package({.mappings = mappings, .profiles = profiles}, r4, found);
    std::optional<diag::Error> first;
    for (const diag::Finding& each : found.findings()) {
        if (each.severity == diag::Severity::error && !first && package) {
            first = each;
        } else {
            report.add(each);
        }
    }
    report.append_not_shown(found);
    if (first) {
        return tl::make_unexpected(*std::move(first));
    }
    return package;
}

diag::Result<Definitions> open_definitions(const DefinitionSettings& settings, const fs::path& mappings,
                                           diag::Report& report) {
    TRY(std::optional<packages::PackageImage> own, own_package(mappings, report));
    return Definitions::open(settings, report, std::move(own));
}

diag::Result<fs::path> profiles_beside(const fs::path& mappings) {
    std::error_code none;
    const fs::path absolute = fs::weakly_canonical(mappings, none);
    const fs::path beside =
        (absolute.has_filename() ? absolute : absolute.parent_path()).parent_path() / "profiles";
    if (!mappings.empty() && fs::exists(beside / "package.yaml", none)) {
        return beside;
    }
    return definitions::find_data_file("profiles");
}

diag::Result<catalogue::Catalogue> open_mappings(const fs::path& mappings, diag::Report& report) {
    if (mappings.empty()) {
        return catalogue::Catalogue::load(mappings, report);
    }
    TRY(const fs::path profiles, profiles_beside(mappings));
    const auto check = [&](const fs::path& folder, const definitions::R4Definitions& r4,
                           diag::Report& found) {
        const bool is_empty = form::form_folders(folder).empty(); // which is said of the catalogue
        return is_empty ? diag::Result<void>()
                        : publish::check_mappings({.mappings = folder, .profiles = profiles}, r4, found);
    };
    return catalogue::Catalogue::load(mappings, report,
                                      {.check = check, .identity = catalogue::hash_of_sources(profiles)});
}

std::string canonical_base(const catalogue::Catalogue& catalogue) {
    const form::Form& form = catalogue.plans().front().form();
    std::string out(form.text(form.about().base));
    if (out.ends_with('/')) {
        out.pop_back();
    }
    return out;
}

} // namespace renkei::service
