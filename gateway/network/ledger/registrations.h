// 担当事業所登録: offices that serve a person, entered, changed and ended. Each change is checked, written
// and audited in one transaction.
#pragma once

#include "gateway/network/ledger/enter.h"
#include "gateway/network/ledger/organisation_records.h"
#include "gateway/network/ledger/present_person.h"
#include "gateway/network/sharing/facts.h"

#include <optional>
#include <string_view>

namespace renkei::ledger {

// Refused: of an office that no peer is, of a dead person or one who is insured elsewhere, a second one of
// the office and service type in the same time.
inline constexpr Act<sharing::Registration> registration_add{"registration-add", Needs::opening, true};
inline constexpr Act<sharing::Registration> registration_change{"registration-change", Needs::whole};

// `at`: not before it began, and not ahead; none: now.
diag::Result<sharing::Registration> end_registration(store::Store& store, const seal::Hash& person,
                                                     std::string_view id, sharing::RegistrationEnd why,
                                                     std::optional<base::Millis> at,
                                                     PeerChange* peer = nullptr);

// A list, and what each registration opens (state_of).
using ShownRegistrations = Shown<sharing::Reason>;
// Those of a person, whose records are given.
ShownRegistrations registrations_shown(store::PersonRecords records, const PresentPerson& person);
// Those of an office, page by page, without those of persons who are hidden (支援措置).
diag::Result<ShownRegistrations> registrations_shown(const store::Snapshot& snapshot, store::ListQuery query,
                                                     base::Millis now);

} // namespace renkei::ledger
