// 担当事業所登録: offices that serve a person, entered, changed and ended. Each change is checked, written
// and audited in one transaction.
#pragma once

#include "gateway/network/registry/peer_change.h"
#include "gateway/network/registry/present_person.h"
#include "gateway/network/registry/subject.h"
#include "gateway/network/sharing/facts.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::registry {

// The id and the insurer are set here. Refused: of an office that no peer is, of a dead person or one who is
// insured elsewhere, a second one of the office and service type in the same time.
diag::Result<sharing::Registration> add_registration(store::Store& store, const Subject& subject,
                                                     sharing::Registration registration,
                                                     PeerChange* peer = nullptr);

// What is given takes the place of what was; a value that is empty within takes it away.
struct RegistrationChange {
    std::optional<std::string> service_type{};
    std::optional<std::optional<time::Date>> until{};
    std::optional<std::optional<time::Date>> last_service_month{};
    std::optional<std::optional<time::Date>> view_until{};
    std::optional<bool> makes_plan{};

    sharing::Registration applied_to(sharing::Registration registration) const;
};
// If nothing changes, nothing is written.
diag::Result<sharing::Registration> change_registration(store::Store& store, const seal::Hash& person,
                                                        std::string_view id, const RegistrationChange& change,
                                                        PeerChange* peer = nullptr);

// `at`: not before it began, and not ahead; none: now.
diag::Result<sharing::Registration> end_registration(store::Store& store, const seal::Hash& person,
                                                     std::string_view id, sharing::RegistrationEnd why,
                                                     std::optional<base::Millis> at,
                                                     PeerChange* peer = nullptr);

// A list, and what each registration opens (state_of).
struct ShownRegistrations {
    store::PersonRecords records{};
    std::vector<sharing::Reason> states{}; // of records.registrations
    time::Date today{};
};
// Those of a person, whose records are given.
ShownRegistrations registrations_shown(store::PersonRecords records, const PresentPerson& person);
// Those of an office, page by page, without those of persons who are hidden (支援措置).
diag::Result<ShownRegistrations> registrations_shown(const store::Snapshot& snapshot, store::ListQuery query,
                                                     base::Millis now);

} // namespace renkei::registry
