// The hand-written sources in profiles/: FHIR resources as strict YAML, without members that every definition
// repeats.
#pragma once

#include "gateway/core/json/writer.h"
#include "gateway/core/yaml/source.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/publish/resource_set.h"

#include <filesystem>

namespace renkei::publish {

// profiles/package.yaml; the base is that of the mappings.
diag::Result<PackageMetadata> read_package_metadata(const std::filesystem::path& profiles,
                                                    const yaml::Prefixes& prefixes);

// Every other YAML file below `profiles`. What is wrong goes to the report.
void read_profile_sources(const std::filesystem::path& profiles, const PackageMetadata& head,
                          const yaml::Prefixes& prefixes, const definitions::R4Definitions& r4,
                          ResourceSet& out, diag::Report& report);

// A YAML node as JSON of that FHIR type; `resourceType` stands in it already.
void append_fhir(const yaml::Node& node, definitions::TypeId type, const definitions::R4Definitions& r4,
                 json::Writer& writer, diag::Report& report);

// mappings/shared/prefixes.yaml
diag::Result<yaml::Prefixes> read_prefixes(const std::filesystem::path& mappings);

} // namespace renkei::publish
