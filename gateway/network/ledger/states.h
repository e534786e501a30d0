// What is known of persons and insurers, changed by an operator or the insurer itself. Each change is written
// and audited in one transaction.
#pragma once

#include "gateway/network/ledger/peer_change.h"
#include "gateway/network/ledger/subject.h"
#include "gateway/network/mhd/persons/person_link.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace renkei::ledger {

// What is given takes the place of what was; a value that is empty within takes it away.
struct StateChange {
    std::optional<sharing::Hidden> hidden{};
    std::optional<std::optional<base::Millis>> died{};
    std::optional<std::string> insurer{}; // six digits
    std::optional<std::optional<base::Millis>> moved_in{};
    std::optional<sharing::CareLevel> care_level{};
    bool operator==(const StateChange&) const = default;
};
// Written under this number alone, so that a wrong link can be undone; hiding and death of any linked number
// hold for the person. Returns what holds then. Refused: to lift what another number says, or to enter
// insurers of which none is the present one. If nothing changes, nothing is written.
struct ChangedState {
    sharing::PersonState state{};
    std::vector<std::string> changed{}; // names of members
};
diag::Result<ChangedState> change_state(store::Store& store, const Subject& subject,
                                        const StateChange& change, PeerChange* peer = nullptr);

// The numbers are one person's (mhd::change_link). Each insured number gets a state with its insurer;
// `moved_in`: since when that of `b` insures. Refused if then the present insurer is not known. A peer must
// insure the person of each number now: it gave both, or another insurer entered the move to it.
diag::Result<bool> change_link(store::Store& store, const documents::PersonNumber& a,
                               const documents::PersonNumber& b, mhd::Linked wanted,
                               std::optional<base::Millis> moved_in, PeerChange* peer = nullptr);

// `make` is asked inside the transaction; `before` has no more than its number if the insurer is new. Returns
// whether something changed.
using MakeInsurer = std::function<diag::Result<sharing::Insurer>(const sharing::Insurer& before)>;
diag::Result<bool> change_insurer(store::Store& store, const std::string& number, const MakeInsurer& make,
                                  PeerChange* peer = nullptr);

} // namespace renkei::ledger
