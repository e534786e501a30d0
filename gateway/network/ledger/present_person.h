// What holds for a person now, for everything that is decided or shown of what is kept of them.
#pragma once

#include "gateway/network/sharing/decision.h"
#include "gateway/network/store/persons/person_records.h"

#include <string_view>

namespace renkei::ledger {

struct PresentPerson {
    sharing::PersonState state{};
    sharing::Insurer insurer{}; // one that was not entered has not started
    base::Millis at = 0;
};

// `named`: the insurer that the number says by which the person was asked for (access::insurer_of). No
// statement, but for a person who moved to an insurer that none of the linked numbers names: then one.
diag::Result<PresentPerson> present_person(const store::Snapshot& snapshot,
                                           const store::PersonRecords& records, std::string_view named,
                                           base::Millis at);

// What the registration opens now, as decisions ask it (sharing::registration_state). One that death alone
// ended is `died`.
sharing::Reason state_of(const sharing::Registration& registration, const PresentPerson& person);

} // namespace renkei::ledger
