// What a profile requires of objects of an example, beyond R4.
#pragma once

#include "gateway/forms/mapping/load/example.h"

#include <string>
#include <vector>

namespace renkei::mapping {

struct ProfileRequirement {
    const ExampleNode* object; // whenever it lives …
    std::string element;       // … this is in it ("value" for value[x])
    std::string said_by;       // for the message: the profile
};

// The requirements that the example may leave open.
std::vector<ProfileRequirement> unmet_requirements(const Example& example,
                                                   const std::vector<ProfileRequirement>& demands);

} // namespace renkei::mapping
