// Consents and refusals of persons: entered, and withdrawn. Each change is checked, written and audited in
// one transaction.
#pragma once

#include "gateway/network/ledger/peer_change.h"
#include "gateway/network/ledger/subject.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::ledger {

// A consent as it was entered.
struct EnteredConsent {
    sharing::Consent consent{};
    sharing::InsurerSettings settings{};      // of the insurer
    std::optional<sharing::Consent> newer{};  // which decides instead of this one
    std::optional<sharing::Consent> before{}; // which decided until now
    std::optional<base::Millis> withdrawn{};  // since it was given: a withdrawal ends all until then
    bool is_counted() const;                  // or the insurer does not take it from this proxy
};
// For who entered it: why it decides or permits nothing, and what it takes the place of.
std::vector<diag::Finding> findings_about(const EnteredConsent& entered, base::Millis now);

// The id and the insurer are set here; the event names `by`, who asked for it by a request. A consent that
// says two things at once, of a dead person, or of one who is insured elsewhere is refused.
diag::Result<EnteredConsent> enter_consent(store::Store& store, const Subject& subject,
                                           sharing::Consent consent, PeerChange* peer = nullptr);

// At the instant `at`: the newest consent of the person, if a refusal or withdrawal outranks it.
std::optional<diag::Finding> outranked_consent(const store::PersonRecords& records, base::Millis at,
                                               base::Millis now);

// A refusal of which the day alone is known counts against every consent of that day: its last instant, but
// not after now.
base::Millis refused_on(const time::Date& day, base::Millis now);

// Every open consent of the person is marked, under all linked numbers: from now on nothing rests on one.
// Returns the one that was named, or the newest (`id` empty).
diag::Result<sharing::Consent> withdraw_consent(store::Store& store, const seal::Hash& person,
                                                std::string_view id, sharing::Agent by, std::string why,
                                                PeerChange* peer = nullptr);

} // namespace renkei::ledger
