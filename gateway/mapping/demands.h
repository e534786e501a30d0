// What somebody beyond R4 (a profile) requires of objects of an example.
#pragma once

#include "gateway/mapping/example.h"

#include <string>
#include <vector>

namespace renkei::mapping {

struct Demand {
    const Node* object;   // whenever it lives …
    std::string element;  // … this stands in it ("value" for value[x])
    std::string said_by;  // for the message: the profile
};

// Those that the example may leave open.
std::vector<Demand> unmet(const Example& example, const std::vector<Demand>& demands);

}  // namespace renkei::mapping
