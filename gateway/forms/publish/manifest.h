// The metadata files of a FHIR package: package.json, .index.json, the ImplementationGuide.
#pragma once

#include "gateway/forms/publish/resource_set.h"

namespace renkei::publish {

std::string package_manifest(const PackageMetadata& head);                 // package.json
std::string package_index(const ResourceSet& resources, bool of_examples); // .index.json of a folder
PackageResource implementation_guide(const ResourceSet& resources, const PackageMetadata& head);
std::string file_name(const PackageResource& resource); // "StructureDefinition-kaigo-patient.json"

} // namespace renkei::publish
