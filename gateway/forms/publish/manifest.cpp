#include "gateway/forms/publish/package_parts.h"

#include <nlohmann/json.hpp>

namespace renkei::publish {
namespace {

constexpr std::string_view fhir_version = "4.0.1";

} // namespace

std::string file_name(const PackageResource& resource) { return resource.type + "-" + resource.id + ".json"; }

std::string package_manifest(const PackageMetadata& head) {
    const std::string base = head.base.substr(0, head.base.size() - 1);
    json::Document out = {{"name", head.name},
                          {"version", head.version},
                          {"type", "IG"},
                          {"title", head.title},
                          {"description", head.description},
                          {"author", head.publisher},
                          {"license", head.license},
                          {"canonical", base},
                          {"url", base},
                          {"fhirVersions", json::Document::array({fhir_version})},
                          {"dependencies", json::Document::object()}};
    for (const auto& [name, version] : head.dependencies) {
        out["dependencies"][name] = version;
    }
    return json::write_document(out);
}

std::string package_index(const ResourceSet& resources, bool of_examples) {
    json::Document files = json::Document::array();
    for (const auto& [key, resource] : resources.all()) {
        if (resource.is_example != of_examples) {
            continue;
        }
        json::Document& file = files.emplace_back();
        file = {{"filename", file_name(resource)}, {"resourceType", resource.type}, {"id", resource.id}};
        if (!resource.url.empty()) {
            file["url"] = resource.url;
            file["version"] = resource.version;
        }
        if (!resource.kind.empty()) {
            file["kind"] = resource.kind;
            file["type"] = resource.about;
        }
    }
    return json::write_document({{"index-version", 1}, {"files", std::move(files)}});
}

PackageResource implementation_guide(const ResourceSet& resources, const PackageMetadata& head) {
    json::Document guide =
        definition_head(head, "ImplementationGuide", head.name, head.title, head.description);
    guide["packageId"] = head.name;
    guide["license"] = head.license;
    guide["fhirVersion"].push_back(fhir_version);
    json::Document& definition = guide["definition"];
    definition["resource"] = json::Document::array();
    for (const auto& [key, resource] : resources.all()) {
        definition["resource"].push_back({{"reference", {{"reference", resource.type + "/" + resource.id}}},
                                          {"name", resource.title},
                                          {"exampleBoolean", resource.is_example}});
    }
    definition["page"] = {{"nameUrl", "index.html"}, {"title", head.title}, {"generation", "markdown"}};
    return package_resource(guide, head.title);
}

} // namespace renkei::publish
