#include "gateway/publish/snapshots.h"

#include "gateway/json/parser.h"
#include "gateway/packages/image_builder.h"
#include "gateway/profiles/generate_snapshot.h"
#include "gateway/profiles/profiles.h"
#include "gateway/publish/manifest.h"

namespace renkei::publish {
namespace {

using diag::Message;

void report_all(const diag::Report& problems, const std::string& name, diag::Report& report) {
    for (const diag::Finding& problem : problems.findings()) {
        report.add(Message::publish_no_snapshot, {.file = name}, {name, diag::sentence(problem.message, problem.args, diag::Language::english)});
    }
}

} // namespace

diag::Result<std::string> image_bytes(const ResourceSet& resources, const Head& head) {
    packages::ImageBuilder builder;
    TRY_VOID(builder.add_manifest(manifest(head)));
    for (const auto& [key, resource] : resources.all()) {
        if (!resource.is_example) {
            TRY_VOID(builder.add(resource.json, file_name(resource)));
        }
    }
    return builder.finish();
}

void add_snapshots(ResourceSet& resources, const packages::Library& library, diag::Report& report) {
    const profiles::Profiles profiles(library);
    const profiles::Find find = [&](std::string_view canonical) { return profiles.find(canonical); };
    for (auto& [key, resource] : resources.all()) {
        if (resource.type != "StructureDefinition") {
            continue;
        }
        packages::Resource definition;
        json::Parser parser(library.defs().names(), json::of_packages);
        if (const auto parsed = parser.parse(resource.json, definition.tree); !parsed) {
            report.add(parsed.error());
            continue;
        }
        definition.type = resource.type;
        definition.url = definition.text("url");
        definition.version = definition.text("version");
        const profiles::Ground ground{profiles.find(definition.text("baseDefinition")), find, library.defs()};
        diag::Report problems;
        auto made = profiles::generate_snapshot(definition, ground, problems);
        report_all(problems, resource.id, report);
        if (!made) {
            report.add(Message::publish_no_snapshot, {}, {resource.id, diag::to_text(made.error(), diag::Language::english)});
            continue;
        }
        resource.json = std::move(*made);
    }
}

} // namespace renkei::publish
