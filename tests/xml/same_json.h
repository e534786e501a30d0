// Are two JSON documents the same FHIR resource? Members in any order, everything else as written; narratives
// in their canonical form.
#pragma once

#include "gateway/core/json/tree.h"

#include <string>

namespace renkei::xml {

// Empty: the same. Otherwise the first difference.
std::string difference(const json::Tree& expected, const json::Tree& found);

} // namespace renkei::xml
