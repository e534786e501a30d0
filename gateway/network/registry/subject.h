// The person whose consents and registrations are meant, and the insurer to which they belong.
#pragma once

#include "gateway/network/access/person_facts.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/policy/caller.h"
#include "gateway/network/store/store.h"

#include <optional>
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

// The present insurer is known.
diag::Result<void> check_insurer(const sharing::PersonState& state);

// A request that asks for a change. Its event, which names the caller, is committed with the change.
struct AskedByRequest {
    const policy::Caller& caller;
    std::optional<store::CommittedEvents> committed{}; // nothing: nothing was changed
};

// An event about this person, of an operator or of `by`, who asked by a request. What was changed stands in its
// query, by names and ids.
audit::Event event_about(const seal::Hash& person, base::Millis now, audit::Action action,
                         std::string interaction, std::string query, const AskedByRequest* by = nullptr);
// One write; an error of the job or of the store.
diag::Result<void> write_asked(store::Store& store, const store::Store::WriteJob& job, AskedByRequest* by);

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
