#include "gateway/network/ledger/rights.h"

#include "gateway/network/access/person_access.h"

#include <algorithm>

namespace renkei::ledger {
namespace {

using policy::Number;
using sharing::Reason;
using sharing::Registration;

// Its service types are those whose offices may take a consent in the place of the municipality (O6).
constexpr std::string_view recording_kind = "consent.record";

} // namespace

bool may_register(const policy::Peer& peer) {
    return !policy::is_intermediary(peer.role) && peer.role != policy::Role::municipality;
}

std::vector<std::string> consent_taking_types(const sharing::Matrix& matrix) {
    const std::optional<sharing::KindId> kind = matrix.kind(recording_kind);
    return kind ? matrix[*kind].service_types : std::vector<std::string>();
}

bool PeerRights::is_own(const Number& number) const { return std::ranges::find(own, number) != own.end(); }

bool PeerRights::may_see(const Registration& registration) const {
    return insures || is_own(registration.office); // of a hidden person, too: its absence would say so
}

bool PeerRights::may_see(const sharing::Consent& consent) const {
    return insures || (serves && (is_own(consent.taker) || consent.receivers.empty() ||
                                  std::ranges::any_of(consent.receivers,
                                                      [&](const Number& each) { return is_own(each); })));
}

PeerRights rights_of(const sharing::Matrix& matrix, const policy::Peer& peer,
                     const store::PersonRecords& records, const PresentPerson& person) {
    PeerRights out{.own = peer.numbers};
    if (const std::string own = access::insurer_number_of(peer); !own.empty()) {
        out.insures = own == person.state.insurer;
        if (out.insures) {
            out.consent_takers.push_back({"insurer", own});
        }
        return out;
    }
    if (!may_register(peer)) {
        out.own.clear();
        return out;
    }
    const std::vector<std::string> types = consent_taking_types(matrix);
    for (const auto& [number, registration, order] : records.registrations) {
        if (!out.is_own(registration.office) || state_of(registration, person) != Reason::allowed) {
            continue;
        }
        out.serves = true;
        if (std::ranges::find(types, registration.service_type) != types.end()) {
            out.consent_takers.push_back(registration.office);
        }
    }
    return out;
}

diag::Result<bool> may_have_rights(const store::Snapshot& snapshot, const policy::Peer& peer,
                                   const seal::Hash& person, std::string_view insurer) {
    const std::string own = access::insurer_number_of(peer);
    TRY(const bool is_listed,
        store::is_listed(snapshot, own.empty() ? store::registration_kind : store::state_kind, person,
                         peer.numbers));
    return is_listed || (!own.empty() && (insurer.empty() || own == insurer));
}

} // namespace renkei::ledger
