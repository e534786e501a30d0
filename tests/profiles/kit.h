// Definitions for tests: whole (with all prose), from folders, or written by hand.
#pragma once

#include "gateway/defs/defs.h"
#include "gateway/packages/library.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::profiles::test {

using Json = nlohmann::ordered_json;

const defs::Defs& r4_defs();

// An image that keeps each definition's JSON as it is.
packages::Image image_of(const std::vector<Json>& definitions);

std::vector<Json> definitions_in(const std::filesystem::path& folder); // StructureDefinition-*.json, by file name
std::filesystem::path r4_folder();
std::filesystem::path jp_folder();

bool is_profile(const Json& definition); // has a differential and derives by constraint
Json without_snapshot(Json definition);

} // namespace renkei::profiles::test
