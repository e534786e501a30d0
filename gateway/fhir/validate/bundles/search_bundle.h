// Search results: what was searched (R4 http.html, search), and whether the entries can be its results.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

#include <string_view>
#include <vector>

namespace renkei::validate {

void check_search_bundle(ValidationRun& validation, const EntryIndex& bundle);

// The resource types that a search is for, by its URL: [base]/Patient?…, [base]?_type=A,B; empty: the URL
// does not say.
std::vector<std::string_view> searched_types(const definitions::R4Definitions& r4, std::string_view url);

} // namespace renkei::validate
