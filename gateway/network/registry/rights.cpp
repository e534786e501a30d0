#include "gateway/network/registry/rights.h"

#include "gateway/network/access/person_access.h"
#include "gateway/network/registry/registrations.h"
#include "gateway/network/sharing/facts.h"

#include <algorithm>

namespace renkei::registry {
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
    return insures || (is_own(registration.office) && (serves || !is_hidden));
}

bool PeerRights::may_see(const sharing::Consent& consent) const {
    return insures || (serves && (is_own(consent.taker) || consent.receivers.empty() ||
                                  std::ranges::any_of(consent.receivers,
                                                      [&](const Number& each) { return is_own(each); })));
}

diag::Result<PeerRights> rights_of(const store::Snapshot& snapshot, const sharing::Matrix& matrix,
                                   const policy::Peer& peer, const store::PersonRecords& records,
                                   std::string_view insurer, base::Millis now) {
    const sharing::PersonState person = access::state_of(records, insurer, now);
    PeerRights out{.is_hidden = person.hidden != sharing::Hidden::none, .own = peer.numbers};
    if (const std::string own = access::insurer_number_of(peer); !own.empty()) {
        out.insures = own == person.insurer;
        if (out.insures) {
            out.consent_takers.push_back({"insurer", own});
        }
        return out;
    }
    if (!may_register(peer)) {
        out.own.clear();
        return out;
    }
    store::PersonRecords own_records = records;
    std::erase_if(own_records.registrations,
                  [&](const auto& kept) { return !out.is_own(kept.record.office); });
    TRY(const ShownRegistrations shown, registrations_shown(snapshot, std::move(own_records), now));
    const std::vector<std::string> types = consent_taking_types(matrix);
    for (std::size_t i = 0; i < shown.states.size(); ++i) {
        const Registration& registration = shown.records.registrations[i].record;
        if (shown.states[i] != Reason::allowed) {
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
    TRY(const bool is_registered, store::has_registration(snapshot, person, peer.numbers));
    const std::string own = access::insurer_number_of(peer);
    return own.empty() ? is_registered : insurer.empty() || own == insurer;
}

} // namespace renkei::registry
