// A mapping on its way to the loader: read from a folder, changed in memory, and what the loader said about
// it.
#pragma once

#include "gateway/forms/mapping/load/example.h"

#include <filesystem>
#include <string>

namespace renkei::refuse {

const definitions::R4Definitions& r4();

// The small form that all cases edit.
std::filesystem::path base_mapping();

// Everything wrong with one form folder under `mappings`, by way of all steps of the loader.
diag::Report load(const std::filesystem::path& mappings, const std::string& form);
// … whose YAML was read and changed already.
diag::Report load(const form::FormYaml& folder);

std::string shown(const diag::Report& report);

} // namespace renkei::refuse
