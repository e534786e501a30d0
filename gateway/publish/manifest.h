// What a FHIR package says of itself: package.json, .index.json, the ImplementationGuide.
#pragma once

#include "gateway/publish/resource_set.h"

namespace renkei::publish {

std::string manifest(const Head& head);                // package.json
std::string index(const ResourceSet& resources, bool of_examples);  // .index.json of a folder
Resource implementation_guide(const ResourceSet& resources, const Head& head);
std::string file_name(const Resource& resource);       // "StructureDefinition-kaigo-patient.json"

} // namespace renkei::publish
