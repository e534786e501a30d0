// What a peer may see and change of the consents and registrations of a person. docs/policy.md has the table.
#pragma once

#include "gateway/network/ledger/present_person.h"
#include "gateway/network/ledger/subject.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::ledger {

struct PeerRights {
    bool insures = false;                         // the municipality that insures the person now
    bool serves = false;                          // an office with a registration that holds
    std::vector<policy::Number> own{};            // numbers of the peer
    std::vector<policy::Number> consent_takers{}; // numbers under which it may record a consent

    bool knows_person() const { return insures || serves; }
    bool may_see(const sharing::Registration& registration) const;
    bool may_see(const sharing::Consent& consent) const;
    bool may_see(const store::PlainRecord& record) const {
        return insures || (serves && is_own(record.office));
    }
    bool may_see(const sharing::Certification&) const { return insures; } // to change it
    bool may_see(const sharing::OpinionRequest&) const { return insures; }
    bool may_see(const sharing::StatedRelation&) const { return insures; }
    bool is_own(const policy::Number& number) const;
};

// No right at all: as if nothing were kept of the person.
PeerRights rights_of(const sharing::Matrix& matrix, const policy::Peer& peer,
                     const store::PersonRecords& records, const PresentPerson& person);

// Service types of offices that may take a consent in the place of the municipality.
std::vector<std::string> consent_taking_types(const sharing::Matrix& matrix);

// Whether rights_of() could find any. Apart from the person's own insurer and offices, the answer costs the
// same whatever is kept of the person.
diag::Result<bool> may_have_rights(const store::Snapshot& snapshot, const policy::Peer& peer,
                                   const seal::Hash& person, std::string_view insurer);

// Serves persons itself: no municipality, and none that passes on for others.
bool may_register(const policy::Peer& peer);

} // namespace renkei::ledger
