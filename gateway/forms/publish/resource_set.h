// The resources of the package, sorted by type and id, each as JSON; and how one begins.
#pragma once

#include "gateway/core/json/document.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::publish {

// profiles/package.yaml
struct PackageMetadata {
    std::string base; // canonical base with a trailing slash
    std::string name;
    std::string version;
    std::string date;
    std::string title;
    std::string publisher;
    std::string license;
    std::string description;
    std::vector<std::pair<std::string, std::string>> dependencies;
};

struct PackageResource {
    std::string type;
    std::string id;
    std::string title; // for people: of the guide's list
    std::string json;
    std::string kind{};  // StructureDefinition.kind
    std::string about{}; // StructureDefinition.type
    std::string url{};   // canonical, and its version: of the index
    std::string version{};
    bool is_example = false;
};

class ResourceSet {
public:
    // False: there is one of this type and id already.
    bool add(PackageResource resource);
    const PackageResource* find(std::string_view type, std::string_view id) const;
    const std::map<std::pair<std::string, std::string>, PackageResource>& all() const { return all_; }
    std::map<std::pair<std::string, std::string>, PackageResource>& all() { return all_; }

private:
    std::map<std::pair<std::string, std::string>, PackageResource> all_;
};

// The head of a definition, up to the description; its type's members follow. Texts are Japanese.
json::Document definition_head(const PackageMetadata& head, std::string_view type, std::string_view id,
                               std::string_view title, std::string_view description);
PackageResource package_resource(const json::Document& document, std::string_view title);

std::string url_of(const PackageMetadata& head, std::string_view type, std::string_view id);
// "care_level" -> "care-level", "JP_PractitionerRole_CS" -> "jp-practitionerrole-cs"
std::string slug(std::string_view text);
// "kaigo-patient" -> "KaigoPatient"
std::string machine_name(std::string_view id);
// "http://hl7.org/fhir/sid/icf" -> "icf"
std::string_view last_segment(std::string_view url);

} // namespace renkei::publish
