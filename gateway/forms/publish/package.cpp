#include "gateway/forms/publish/package.h"

#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/publish/archive_writer.h"
#include "gateway/forms/publish/check_profiles.h"
#include "gateway/forms/publish/package_parts.h"
#include "gateway/forms/publish/profile_sources.h"

#include <algorithm>

namespace renkei::publish {
namespace {

// A bundle of the fixtures, with the id that names it in the package.
diag::Result<std::string> with_id(const std::string& bundle, const std::string& id) {
    json::Parser parser;
    json::Tree tree;
    TRY_VOID(parser.parse(bundle, tree));
    std::string out;
    json::Writer writer(out);
    writer.start_object();
    for (const json::NodeId member : tree.children(json::Tree::root)) {
        if (tree.key(member) != "id") {
            writer.key(tree.key(member)).node(tree, member);
        }
        if (tree.key(member) == "resourceType") {
            writer.member("id", id);
        }
    }
    writer.end_object();
    return out;
}

// fixtures/FORM/NAME.bundle.json
diag::Result<void> add_examples(const fs::path& fixtures, const LoadedForms& forms, ResourceSet& out) {
    constexpr std::string_view ending = ".bundle.json";
    for (const auto& form : forms) {
        std::error_code error;
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(fixtures / form->id(), error)) {
            files.push_back(entry.path());
        }
        std::ranges::sort(files);
        for (const fs::path& file : files) {
            const std::string name = file.filename().string();
            if (!name.ends_with(ending)) {
                continue;
            }
            const std::string id = slug(form->id() + "-" + name.substr(0, name.size() - ending.size()));
            TRY(const std::string bundle, base::read_file(file));
            TRY(std::string json, with_id(bundle, id));
            out.add({.type = "Bundle",
                     .id = id,
                     .title = form->title(),
                     .json = std::move(json),
                     .is_example = true});
        }
    }
    return {};
}

void fill_index(ResourceSet& resources) {
    json::Parser parser({}, json::package_options);
    json::Tree tree;
    for (auto& [key, resource] : resources.all()) {
        if (resource.is_example || !parser.parse(resource.json, tree)) {
            continue;
        }
        const auto text = [&](std::string_view name) {
            const json::NodeId node = tree.child(json::Tree::root, name);
            return node == json::no_node ? std::string() : std::string(tree.text(node));
        };
        resource.url = text("url");
        resource.version = text("version");
    }
}

// Everything but the snapshots and what depends on them.
diag::Result<Package> gather(const SourceFolders& places, const LoadedForms& forms,
                             const definitions::R4Definitions& r4, diag::Report& report) {
    Package out;
    TRY(const yaml::Prefixes prefixes, read_prefixes(places.mappings));
    TRY(out.head, read_package_metadata(places.profiles, prefixes));
    const Codings codings = collect_codings(forms);
    read_profile_sources(places.profiles, out.head, prefixes, r4, out.resources, report);
    add_code_systems(codings, out.head, out.resources);
    add_message_codes(out.head, out.resources);
    add_value_sets(forms, codings, out.head, out.resources, report);
    add_concept_maps(forms, codings, out.head, out.resources);
    add_naming_systems(codings, out.head, out.resources);
    add_questionnaires(forms, codings, out.head, out.resources);
    add_document_profiles(forms, out.head, out.resources);
    return out;
}

// The package and those it depends on, which were compiled with the program.
diag::Result<void> fill_library(const Package& package, packages::Library& library) {
    for (const auto& [name, version] : package.head.dependencies) {
        TRY(const fs::path path, definitions::find_data_file("packages/" + name + ".pack"));
        TRY(packages::PackageImage image, packages::PackageImage::open(path));
        library.add(std::move(image));
    }
    library.end_of_shipped();
    TRY(std::string bytes, image_bytes(package.resources, package.head));
    TRY(packages::PackageImage own, packages::PackageImage::from_bytes(std::move(bytes)));
    library.add(std::move(own));
    return {};
}

} // namespace

diag::Result<Package> make_package(const SourceFolders& places, const definitions::R4Definitions& r4,
                                   diag::Report& report) {
    const LoadedForms forms = load_forms(places.mappings, r4, report);
    TRY(Package out, gather(places, forms, r4, report));
    if (!report.at_least(diag::Severity::error)) {
        packages::Library library(r4);
        TRY_VOID(fill_library(out, library));
        add_snapshots(out.resources, library, report);
    }
    if (!places.fixtures.empty()) {
        TRY_VOID(add_examples(places.fixtures, forms, out.resources));
    }
    out.resources.add(implementation_guide(out.resources, out.head));
    fill_index(out.resources);
    return out;
}

diag::Result<void> check_mappings(const SourceFolders& places, const definitions::R4Definitions& r4,
                                  diag::Report& report) {
    diag::Report loading; // what the loader says of a form stands in its own report
    const LoadedForms forms = load_forms(places.mappings, r4, loading);
    TRY(const Package package, gather(places, forms, r4, report));
    packages::Library library(r4);
    TRY_VOID(fill_library(package, library));
    const profiles::Profiles profiles(library);
    const terminology::Terminology terms(library);
    for (const auto& form : forms) {
        check_profiles(*form, profiles, terms, report);
    }
    return {};
}

diag::Result<std::string> Package::archive() const {
    ArchiveFiles files;
    files["package/package.json"] = package_manifest(head);
    files["package/.index.json"] = package_index(resources, false);
    bool has_examples = false;
    for (const auto& [key, resource] : resources.all()) {
        files[(resource.is_example ? "package/example/" : "package/") + file_name(resource)] = resource.json;
        has_examples |= resource.is_example;
    }
    if (has_examples) {
        files["package/example/.index.json"] = package_index(resources, true);
    }
    return write_archive(files);
}

diag::Result<std::string> Package::image() const { return image_bytes(resources, head); }

} // namespace renkei::publish
