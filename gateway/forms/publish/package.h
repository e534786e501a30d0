// Renkei's own FHIR package, made from what people wrote in profiles/ and from the mappings: nothing in it is
// maintained twice.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/publish/resource_set.h"

#include <filesystem>
#include <string>

namespace renkei::publish {

struct SourceFolders {
    std::filesystem::path mappings;
    std::filesystem::path profiles;
    std::filesystem::path fixtures{}; // valid documents become examples; empty: none
};

struct Package {
    PackageMetadata head;
    ResourceSet resources;

    // As npm packs it.
    diag::Result<std::string> archive() const;
    // Compiled: what programs load at start.
    diag::Result<std::string> image() const;
};

// Everything wrong goes to the report; an error: there is no package.
diag::Result<Package> make_package(const SourceFolders& places, const definitions::R4Definitions& r4,
                                   diag::Report& report);

// M04x: do the examples of the mappings fit the profiles they claim?
diag::Result<void> check_mappings(const SourceFolders& places, const definitions::R4Definitions& r4,
                                  diag::Report& report);

} // namespace renkei::publish
