#include "gateway/fhir/validate/walk/loaded_definitions.h"

#include "gateway/fhir/packages/authority.h"
#include "gateway/fhir/packages/load.h"
#include "gateway/fhir/xml/reader.h"
#include "generated/messages/packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace renkei::validate {
namespace {

namespace fs = std::filesystem;
namespace message = diag::message;

// Every program brings these, R4 first; what comes later is asked first.
constexpr std::array<std::string_view, 3> installed{"hl7.fhir.r4.core", "hl7.terminology.r4",
                                                    "hl7.fhir.uv.extensions.r4"};

// Of the folder `data`, if there is one. A file that is not there is an error when it is opened.
diag::Result<fs::path> data_file(const fs::path& data, const std::string& name) {
    return data.empty() ? definitions::find_data_file(name) : data / name;
}

bool looks_like_xml(std::string_view content) {
    const std::size_t first = content.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first != std::string_view::npos && content[first] == '<';
}

} // namespace

diag::Result<LoadedDefinitions> LoadedDefinitions::open(const DefinitionSettings& settings,
                                                        diag::Report& report,
                                                        std::optional<packages::PackageImage> own) {
    LoadedDefinitions out;
    TRY(const fs::path r4_file, data_file(settings.data, "r4.defs"));
    TRY(auto r4, definitions::R4Definitions::open(r4_file));
    out.r4_ = std::make_unique<definitions::R4Definitions>(std::move(r4));
    out.library_ = std::make_unique<packages::Library>(*out.r4_);
    TRY_VOID(out.add_installed(settings.data, std::move(own)));
    for (const fs::path& path : settings.packages) {
        TRY_VOID(out.add_package(path, report));
    }
    out.add_dependencies(settings.folder, report);
    for (const fs::path& path : settings.with) {
        TRY_VOID(out.add_resource(path));
    }
    out.context_ = std::make_unique<ValidationContext>(*out.library_);
    return out;
}

diag::Result<void> LoadedDefinitions::add_installed(const fs::path& data,
                                                    std::optional<packages::PackageImage> own) {
    for (const std::string_view name : installed) {
        TRY(const fs::path path, data_file(data, fmt::format("packages/{}.pack", name)));
        TRY(packages::PackageImage image, packages::PackageImage::open(path));
        library_->add(std::move(image));
    }
    if (own) {
        library_->add(*std::move(own));
        return {};
    }
    // Our own profiles. They are compiled after the program's libraries, so a build has a moment without
    // them.
    if (const auto path = data_file(data, "packages/renkei.pack")) {
        TRY(packages::PackageImage image, packages::PackageImage::open(*path));
        library_->add(std::move(image));
    }
    return {};
}

diag::Result<void> LoadedDefinitions::add_package(const fs::path& path, diag::Report& report) {
    TRY(packages::PackageImage image, packages::load(path, report));
    const std::string version(image.text(image.package().fhir_version));
    if (!version.empty() && !version.starts_with("4.0")) {
        report.add(message::package_other_fhir, {.file = path.string()},
                   {std::string(image.text(image.package().name)), version});
    }
    for (const std::string_view system : packages::overclaimed_code_systems(image)) {
        report.add(message::package_overclaims, {.file = path.string()},
                   {std::string(image.text(image.package().name)), std::string(system)});
    }
    library_->add(std::move(image));
    return {};
}

bool LoadedDefinitions::has_package(std::string_view name) const {
    return std::ranges::any_of(library_->images(), [&](const packages::PackageImage& image) {
        return image.text(image.package().name) == name;
    });
}

// Packages that loaded ones need and that lie in the folder; then those that these need.
void LoadedDefinitions::add_dependencies(const fs::path& folder, diag::Report& report) {
    std::set<std::string> missed;
    for (std::size_t at = 0; at < library_->images().size(); ++at) {
        const packages::PackageImage& image = library_->images()[at];
        const std::string package(image.text(image.package().name));
        if (std::ranges::find(installed, package) != installed.end()) {
            continue;
        }
        for (const packages::DependencyRow& need : image.dependencies()) {
            const std::string name(image.text(need.name));
            const std::string version(image.text(need.version));
            if (has_package(name) || !missed.insert(name).second) {
                continue;
            }
            const fs::path path = folder / fmt::format("{}-{}.tgz", name, version);
            std::error_code ignored;
            if (folder.empty() || !fs::exists(path, ignored)) {
                report.add(message::package_dependency_missing, {}, {package, name, version});
            } else if (const auto added = add_package(path, report); !added) {
                report.add(added.error());
            }
        }
    }
}

diag::Result<void> LoadedDefinitions::add_resource(const fs::path& path) {
    TRY(const std::string content, base::read_file(path));
    const auto added = [&]() -> diag::Result<void> {
        if (!looks_like_xml(content)) {
            TRY(packages::PackageImage image, packages::image_of(content, path.string()));
            library_->add(std::move(image));
            return {};
        }
        xml::Document document;
        diag::Report findings;
        TRY_VOID(xml::Reader(*r4_).read(content, document, findings));
        TRY(packages::PackageImage image, packages::image_of(document.json, path.string()));
        library_->add(std::move(image));
        return {};
    }();
    if (!added) {
        diag::Error error = added.error();
        error.where.file = path.string();
        return tl::make_unexpected(std::move(error));
    }
    return {};
}

} // namespace renkei::validate
