// From what people have (a package file, a folder, one resource) to an image.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/packages/package_image.h"

#include <filesystem>

namespace renkei::packages {

// A .tgz as npm packs it, a folder of JSON files (a package laid out on disk, or any), or a file with one
// resource. Files of a package's folders other than package/ itself (examples, openapi …) are not definitions
// and are passed over. A file that cannot be read goes to the report and the rest is loaded.
diag::Result<std::string> compile(const std::filesystem::path& path, diag::Report& report);

// The same, kept compiled: beside the package (NAME.renkei), else in the user's cache folder. It is compiled
// again when the package's size or time of change is another.
diag::Result<PackageImage> load(const std::filesystem::path& path, diag::Report& report);

// One resource as text, JSON.
diag::Result<PackageImage> image_of(std::string_view json, std::string_view file);

} // namespace renkei::packages
