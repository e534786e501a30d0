// Consents and refusals of persons: entered, and withdrawn. Each change is checked, written and audited in
// one transaction.
#pragma once

#include "gateway/network/registry/subject.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::registry {

// A consent as it was entered.
struct EnteredConsent {
    sharing::Consent consent{};
    sharing::InsurerSettings settings{}; // of the insurer
    bool is_counted() const;             // or the insurer does not take it from this proxy
};
// The id and the insurer are set here. A consent that says two things at once, of a dead person, or of one
// who is insured elsewhere is refused.
diag::Result<EnteredConsent> enter_consent(store::Store& store, const Subject& subject,
                                           sharing::Consent consent);

// `id` empty: the newest consent that permits and was not withdrawn. The moment is now: since then nothing
// rests on this consent, nor on an older one.
diag::Result<sharing::Consent> withdraw_consent(store::Store& store, const seal::Hash& person,
                                                std::string_view id, sharing::Ground by, std::string why);

} // namespace renkei::registry
