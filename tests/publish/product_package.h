// The package of the mappings and profiles on disk, and the forms that it is made from.
#pragma once

#include "gateway/forms/publish/loaded_form.h"
#include "gateway/forms/publish/package.h"

#include <nlohmann/json.hpp>

#include <string_view>

namespace renkei::publish {

const definitions::R4Definitions& r4();
std::string shown(const diag::Report& report);

// Each made once.
const Package& package();
const LoadedForms& forms();

// A resource of the package; the test fails if there is none.
nlohmann::json resource(std::string_view type, std::string_view id);

} // namespace renkei::publish
