// Two snapshots of one definition, compared in what matters for validation.
#pragma once

#include "tests/profiles/kit.h"

#include <string>
#include <vector>

namespace renkei::profiles::test {

struct Difference {
    std::string element; // id
    std::string field;
    std::string published;
    std::string generated;
};

// Both are StructureDefinitions with a snapshot.
std::vector<Difference> differences(const Json& published, const Json& generated);

} // namespace renkei::profiles::test
