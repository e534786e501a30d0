// What the care hub shares, where the operator has switched it on. One for the program.
#pragma once

#include "gateway/network/sharing/matrix.h"

namespace renkei::access {

struct Hub {
    sharing::Matrix matrix{};
    bool office_entry = false; // over FHIR offices enter consents and registrations, too, not only insurers
    bool emergency = false;    // a stated emergency counts, where the person's insurer lets it, too
};

} // namespace renkei::access
