#include "gateway/forms/publish/manifest.h"

namespace renkei::publish {
namespace {

constexpr std::string_view fhir_version = "4.0.1";

} // namespace

std::string file_name(const PackageResource& resource) { return resource.type + "-" + resource.id + ".json"; }

std::string package_manifest(const PackageMetadata& head) {
    std::string out;
    json::Writer writer(out);
    const std::string base = head.base.substr(0, head.base.size() - 1);
    writer.start_object().member("name", head.name).member("version", head.version).member("type", "IG");
    writer.member("title", head.title)
        .member("description", head.description)
        .member("author", head.publisher);
    writer.member("license", head.license).member("canonical", base).member("url", base);
    writer.key("fhirVersions").start_array().string(fhir_version).end_array();
    writer.key("dependencies").start_object();
    for (const auto& [name, version] : head.dependencies) {
        writer.member(name, version);
    }
    writer.end_object().end_object();
    return out;
}

std::string package_index(const ResourceSet& resources, bool of_examples) {
    std::string out;
    json::Writer writer(out);
    writer.start_object().key("index-version").number(1).key("files").start_array();
    for (const auto& [key, resource] : resources.all()) {
        if (resource.is_example != of_examples) {
            continue;
        }
        writer.start_object().member("filename", file_name(resource));
        writer.member("resourceType", resource.type).member("id", resource.id);
        if (!resource.url.empty()) {
            writer.member("url", resource.url).member("version", resource.version);
        }
        if (!resource.kind.empty()) {
            writer.member("kind", resource.kind).member("type", resource.about);
        }
        writer.end_object();
    }
    writer.end_array().end_object();
    return out;
}

PackageResource implementation_guide(const ResourceSet& resources, const PackageMetadata& head) {
    std::string json;
    json::Writer writer =
        begin_resource(head, "ImplementationGuide", head.name, head.title, head.description, json);
    writer.member("packageId", head.name).member("license", head.license);
    writer.key("fhirVersion").start_array().string(fhir_version).end_array();
    writer.key("definition").start_object().key("resource").start_array();
    for (const auto& [key, resource] : resources.all()) {
        writer.start_object().key("reference").start_object();
        writer.member("reference", resource.type + "/" + resource.id)
            .end_object()
            .member("name", resource.title);
        writer.key("exampleBoolean").boolean(resource.is_example).end_object();
    }
    writer.end_array().key("page").start_object();
    writer.member("nameUrl", "index.html")
        .member("title", head.title)
        .member("generation", "markdown")
        .end_object();
    writer.end_object();
    return finish_resource(writer, "ImplementationGuide", head.name, head.title, std::move(json));
}

} // namespace renkei::publish
