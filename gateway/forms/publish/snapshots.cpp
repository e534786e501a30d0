
#include "gateway/core/json/escape.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/packages/image_builder.h"
#include "gateway/fhir/profiles/generate_snapshot.h"
#include "gateway/fhir/profiles/profiles.h"
#include "gateway/forms/publish/package_parts.h"
#include "generated/messages/publish.h"

#include <fmt/format.h>

namespace renkei::publish {
namespace {

void report_all(const diag::Report& problems, const std::string& name, diag::Report& report) {
    for (const diag::Finding& problem : problems.findings()) {
        report.add(message::publish_no_snapshot, {.file = name},
                   {name, diag::sentence(problem.message, problem.args, diag::Language::english)});
    }
}

// R4 sdf-3: each element of a snapshot has a definition. HL7's own texts are not at hand, so what we do not
// constrain in words refers to them.
diag::Result<std::string> with_definitions(std::string snapshot, const definitions::R4Definitions& r4) {
    json::Tree tree;
    json::Parser parser(r4.names(), json::package_options);
    TRY_VOID(parser.parse(snapshot, tree));
    const json::NodeId holder = tree.child(json::Tree::root, "snapshot");
    const json::NodeId elements = holder == json::no_node ? json::no_node : tree.child(holder, "element");
    std::string out;
    std::size_t copied = 0;
    if (elements != json::no_node && tree[elements].is_array()) {
        const auto text = [&](json::NodeId object, std::string_view name) {
            const json::NodeId node = object == json::no_node ? json::no_node : tree.child(object, name);
            return node == json::no_node ? std::string_view() : tree.text(node);
        };
        for (const json::NodeId element : tree.children(elements)) {
            if (tree.child(element, "definition") != json::no_node) {
                continue;
            }
            const std::string_view own = text(element, "short");
            const std::string definition =
                own.empty()
                    ? fmt::format("FHIR R4 の {} の定義に従う。", text(tree.child(element, "base"), "path"))
                    : std::string(own);
            const std::size_t behind_brace = tree[element].begin + 1;
            out.append(snapshot, copied, behind_brace - copied);
            out += R"("definition":")";
            json::append_escaped(out, definition);
            out += "\",";
            copied = behind_brace;
        }
    }
    out.append(snapshot, copied);
    return out;
}

} // namespace

diag::Result<std::string> image_bytes(const ResourceSet& resources, const PackageMetadata& head) {
    packages::ImageBuilder builder;
    TRY_VOID(builder.add_manifest(package_manifest(head)));
    for (const auto& [key, resource] : resources.all()) {
        if (!resource.is_example) {
            TRY_VOID(builder.add(resource.json, file_name(resource)));
        }
    }
    return builder.finish();
}

void add_snapshots(ResourceSet& resources, const packages::Library& library, diag::Report& report) {
    const profiles::Profiles profiles(library);
    const profiles::FindStructure find = [&](std::string_view canonical) { return profiles.find(canonical); };
    for (auto& [key, resource] : resources.all()) {
        if (resource.type != "StructureDefinition") {
            continue;
        }
        packages::Resource definition;
        json::Parser parser(library.r4().names(), json::package_options);
        if (const auto parsed = parser.parse(resource.json, definition.tree); !parsed) {
            report.add(parsed.error());
            continue;
        }
        definition.type = resource.type;
        definition.url = definition.text("url");
        definition.version = definition.text("version");
        const profiles::SnapshotInputs ground{profiles.find(definition.text("baseDefinition")), find,
                                              library.r4()};
        diag::Report problems;
        auto made = profiles::generate_snapshot(definition, ground, problems);
        report_all(problems, resource.id, report);
        if (!made) {
            report.add(message::publish_no_snapshot, {},
                       {resource.id, diag::to_text(made.error(), diag::Language::english)});
            continue;
        }
        auto whole = with_definitions(std::move(*made), library.r4());
        if (!whole) {
            report.add(whole.error());
            continue;
        }
        resource.json = std::move(*whole);
    }
}

} // namespace renkei::publish
