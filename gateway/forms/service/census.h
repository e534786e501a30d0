// The FHIR paths of a form's items: how many items each path has.
#pragma once

#include "gateway/forms/mapping/plan/plan.h"

#include <cstddef>
#include <string>
#include <vector>

namespace renkei::service {

struct CensusRow {
    std::string path;               // "Observation.valueQuantity.value"
    std::vector<std::string> items; // ids, in the order of the form
};

struct Census {
    std::size_t items = 0;       // of the ministry's table
    std::vector<CensusRow> rows; // most items first
};

Census census(const mapping::Plan& plan);

} // namespace renkei::service
