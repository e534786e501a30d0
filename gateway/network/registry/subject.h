// The person whose consents and registrations are meant, and the insurer to which they belong.
#pragma once

#include "gateway/network/documents/person_number.h"
#include "gateway/network/policy/caller.h"
#include "gateway/network/store/person_records.h"

#include <string>
#include <string_view>

namespace renkei::registry {

struct Subject {
    seal::Hash person{};
    std::string insurer{}; // six digits
};

// A number that an insurer gave names it; for any other number `insurer` does, or what is known of the
// person. The number must mean one person (mhd::check_linkable).
diag::Result<Subject> subject_of(const store::Store& store, const documents::PersonNumber& number,
                                 std::string_view insurer);

// What holds for the person at this instant, of all numbers that are linked: died at the earliest, hidden as
// strictly as any says; the rest as after the last move until then. No insurer: linked numbers say different
// ones and no move; then nothing opens. Of a person without a state, or before every move: what Subject says.
sharing::PersonState state_of(const store::PersonRecords& records, std::string_view insurer, base::Millis at);
// The present insurer is known.
diag::Result<void> check_insurer(const sharing::PersonState& state);

// An event about this person, of a peer's request or of an operator (a caller without peer). What was changed
// stands in its query, by names and ids.
audit::Event event_about(const seal::Hash& person, base::Millis now, audit::Action action,
                         std::string interaction, std::string query, const policy::Caller& by = {});

// `what` names the moment for the error.
diag::Result<void> check_past(std::string_view what, base::Millis at, base::Millis now);
// The dead have no registrations and permit nothing, and neither goes along to another insurer.
diag::Result<void> check_open(const sharing::PersonState& state, std::string_view insurer);
// A person has at most so many consents and registrations; a refusal is never one too many.
constexpr std::size_t max_records = 500;
diag::Result<void> check_room(const store::PersonRecords& records);
diag::Result<void> check_period(const std::optional<time::Date>& from,
                                const std::optional<time::Date>& until);

} // namespace renkei::registry
