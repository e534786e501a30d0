// The person whose consents and registrations are meant, and the insurer to which they belong.
#pragma once

#include "gateway/network/access/person_facts.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/policy/caller.h"
#include "gateway/network/store/store.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::ledger {

struct Subject {
    seal::Hash person{};
    std::string insurer{}; // six digits
    std::string number{};  // as it was named, if an insurer gave the number
};

// A number that an insurer gave names it; for any other number `insurer` does, or what is known of the
// person. The number must mean one person (mhd::check_linkable).
diag::Result<Subject> subject_of(const store::Store& store, const documents::PersonNumber& number,
                                 std::string_view insurer);

// The present insurer is known; and it is this one.
diag::Result<void> check_insurer(const sharing::PersonState& state);
diag::Result<void> check_insurer(const sharing::PersonState& state, std::string_view insurer);

// An event about this person, of a peer's request or of an operator (a caller without peer). What was changed
// stands in its query, by names and ids.
audit::Event event_about(const seal::Hash& person, base::Millis now, audit::Action action,
                         std::string interaction, std::string query, const policy::Caller& by = {});

// `what` names the moment for the error.
diag::Result<void> check_past(std::string_view what, base::Millis at, base::Millis now);
// The dead have no registrations and permit nothing, and neither goes along to another insurer.
diag::Result<void> check_open(const sharing::PersonState& state, std::string_view insurer);
// A person has at most so many records beside states; a refusal is never one too many.
constexpr std::size_t max_records = 500;
diag::Result<void> check_room(const store::PersonRecords& records);
// Of a new record, or one whose subject changes: the reading is in kana, the birth not ahead.
diag::Result<void> check_named(const std::optional<sharing::NamedSubject>& subject, base::Millis now);
diag::Result<void> check_period(const std::optional<time::Date>& from,
                                const std::optional<time::Date>& until);

} // namespace renkei::ledger
