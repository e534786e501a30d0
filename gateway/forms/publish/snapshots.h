// Every StructureDefinition of the package gets its snapshot; everything it needs is R4, HL7's packs, or in
// the package.
#pragma once

#include "gateway/fhir/packages/library.h"
#include "gateway/forms/publish/resource_set.h"

namespace renkei::publish {

// The definitions compiled as an image, as they are.
diag::Result<std::string> image_bytes(const ResourceSet& resources, const PackageMetadata& head);

// `library` holds R4 and the image of these resources.
void add_snapshots(ResourceSet& resources, const packages::Library& library, diag::Report& report);

} // namespace renkei::publish
