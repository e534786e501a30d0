#include "gateway/forms/service/definitions.h"

#include "gateway/core/base/user_cache.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/mapping/catalogue.h"
#include "gateway/forms/publish/package.h"
#include "gateway/forms/service/mappings.h"

#include <algorithm>

namespace renkei::service {
namespace {

namespace fs = std::filesystem;

// Is the installed package the one of these sources?
bool is_installed(const std::string& mappings_hash, const std::string& profiles_hash) {
    const auto cache = definitions::find_data_file("mappings.cache");
    const auto profiles = definitions::find_data_file("profiles");
    if (!cache || !profiles || mapping::hash_of_sources(*profiles) != profiles_hash) {
        return false;
    }
    const auto installed = mapping::Catalogue::open_file(*cache);
    return installed && installed->source_hash() == mappings_hash;
}

diag::Result<std::string> make_image(const publish::SourceFolders& places, diag::Report& report) {
    TRY(const definitions::R4Definitions r4, definitions::R4Definitions::open());
    diag::Report found;
    TRY(const publish::Package package, publish::make_package(places, r4, found));
    report.append(found);
    const auto& all = found.findings();
    const auto wrong = std::ranges::find(all, diag::Severity::error, &diag::Finding::severity);
    if (wrong != all.end()) {
        return tl::make_unexpected(*wrong);
    }
    return package.image();
}

// Our own package of these mappings; none: it is the installed one.
diag::Result<std::optional<packages::PackageImage>> own_package(const fs::path& mappings,
                                                                diag::Report& report) {
    if (mappings.empty()) {
        return std::nullopt;
    }
    TRY(const fs::path profiles, profiles_beside(mappings));
    const std::string mappings_hash = mapping::hash_of_mappings(mappings);
    const std::string profiles_hash = mapping::hash_of_sources(profiles);
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
    TRY(std::string bytes, make_image({.mappings = mappings, .profiles = profiles}, report));
    base::keep_cached(cached, bytes);
    TRY(packages::PackageImage image, packages::PackageImage::from_bytes(std::move(bytes)));
    return image;
}

} // namespace

diag::Result<Definitions> open_definitions(const DefinitionSettings& settings, const fs::path& mappings,
                                           diag::Report& report) {
    TRY(std::optional<packages::PackageImage> own, own_package(mappings, report));
    return Definitions::open(settings, report, std::move(own));
}

} // namespace renkei::service
