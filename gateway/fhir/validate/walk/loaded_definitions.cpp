#include "gateway/fhir/validate/walk/loaded_definitions.h"

#include "gateway/core/text/words.h"
#include "gateway/fhir/packages/authority.h"
#include "gateway/fhir/packages/load.h"
#include "gateway/fhir/xml/reader.h"
#include "generated/messages/packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <vector>

namespace renkei::validate {
namespace {

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
    out.library_->end_of_shipped();
    for (const fs::path& path : settings.packages) {
        TRY_VOID(out.add_package(path, report));
    }
    out.add_dependencies(settings.folder, report);
    for (const fs::path& path : settings.with) {
        TRY_VOID(out.add_resource(path));
    }
    out.report_doubles(report);
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
                   {image.text(image.package().name), version});
    }
    for (const std::string_view system : packages::overclaimed_code_systems(image)) {
        report.add(message::package_overclaims, {.file = path.string()},
                   {image.text(image.package().name), system});
    }
    library_->add(std::move(image));
    return {};
}

const packages::PackageImage* LoadedDefinitions::package_called(std::string_view name) const {
    // what HL7 calls so without saying for which FHIR, and R4 itself by its first name
    const std::string for_r4 =
        text::same_word(name, "hl7.fhir.core") ? "hl7.fhir.r4.core" : fmt::format("{}.r4", name);
    const auto found = std::ranges::find_if(library_->images(), [&](const packages::PackageImage& image) {
        const std::string_view own = image.text(image.package().name);
        return text::same_word(own, name) || text::same_word(own, for_r4);
    });
    return found == library_->images().end() ? nullptr : &*found;
}

// Packages that loaded ones need and that lie in the folder; then those that these need.
void LoadedDefinitions::add_dependencies(const fs::path& folder, diag::Report& report) {
    std::set<std::string> asked;
    std::set<fs::path> added; // a manifest may have another name than its file
    for (std::size_t at = library_->shipped(); at < library_->images().size(); ++at) {
        const packages::PackageImage& image = library_->images()[at];
        const std::string package(image.text(image.package().name));
        for (const packages::DependencyRow& row : image.dependencies()) {
            const packages::Dependency need =
                packages::dependency_of(image.text(row.name), image.text(row.version));
            if (asked.insert(fmt::format("{} {}", need.name, need.version)).second) {
                add_dependency(package, need, folder, added, report);
            }
        }
    }
}

void LoadedDefinitions::add_dependency(std::string_view package, const packages::Dependency& need,
                                       const fs::path& folder, std::set<fs::path>& added,
                                       diag::Report& report) {
    const auto say = [&](diag::Message message, std::string version) {
        report.add(message, {}, {package, need.name, need.version, std::move(version)});
    };
    if (const packages::PackageImage* image = package_called(need.name)) {
        const std::string version(image->text(image->package().version));
        if (version != need.version) {
            say(packages::meets(version, need.version) ? message::package_dependency_taken
                                                       : message::package_dependency_differs,
                version);
        }
        return;
    }
    std::string others;
    for (const packages::PackageFile& file : packages::packages_named(folder, need.name)) {
        if (!file.version.empty() && !packages::meets(file.version, need.version)) {
            others += fmt::format("{}{}", others.empty() ? "" : ", ", file.version);
            continue;
        }
        if (!added.insert(file.path).second) {
            return; // what it is called in its manifest, its first load has said
        }
        if (const auto read = add_package(file.path, report); !read) {
            report.add(read.error());
            continue;
        }
        const std::string version(
            library_->images().back().text(library_->images().back().package().version));
        if (version != need.version) {
            say(packages::meets(version, need.version) ? message::package_dependency_taken
                                                       : message::package_dependency_differs,
                version);
        }
        return;
    }
    if (need.is_elsewhere) {
        say(message::package_dependency_elsewhere, {});
    } else if (!others.empty()) {
        say(message::package_dependency_other, others);
    } else {
        report.add(message::package_dependency_missing, {}, {package, need.name, need.version});
    }
}

namespace {

std::string called(const packages::PackageImage& image) {
    const std::string_view name = image.text(image.package().name);
    const std::string_view version = image.text(image.package().version);
    return !name.empty()               ? fmt::format("{}{}{}", name, version.empty() ? "" : " ", version)
           : image.resources().empty() ? std::string()
                                       : std::string(image.text(image.resources()[0].file));
}

} // namespace

// Definitions of two loaded packages, or of one, with the same URL: summed up for each two packages. A
// resource without a URL is no definition; those of one package with one URL lie side by side.
void LoadedDefinitions::report_doubles(diag::Report& report) const {
    const auto& images = library_->images();
    for (std::size_t later = library_->shipped(); later < images.size(); ++later) {
        for (std::size_t first = library_->shipped(); first <= later; ++first) {
            std::size_t count = 0;
            std::vector<std::string> shown;
            for (const packages::ResourceRow& row : images[later].resources()) {
                const std::string_view url = images[later].text(row.url);
                if (url.find(':') == std::string_view::npos) {
                    continue;
                }
                const std::span<const packages::ResourceRow> others = images[first].with_url(url);
                const bool has_one = !others.empty() && &row != others.data();
                for (const packages::ResourceRow& other : others.first(has_one ? 1 : 0)) {
                    const bool is_double = images[first].text(other.type) == images[later].text(row.type);
                    count += is_double ? 1 : 0;
                    if (is_double && shown.empty()) {
                        shown = {std::string(url), std::string(images[first].text(other.version)),
                                 std::string(images[later].text(row.version))};
                    }
                }
            }
            if (count > 0) {
                report.add(message::package_doubles, {},
                           {called(images[first]), called(images[later]), std::to_string(count), shown[0],
                            shown[1].empty() ? "-" : shown[1], shown[2].empty() ? "-" : shown[2]});
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
