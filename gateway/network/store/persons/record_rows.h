// Rows of the table `person_record`: how long they matter.
#pragma once

#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/rows/rows.h"
#include "gateway/network/store/session/session.h"

#include <optional>
#include <span>
#include <string>

namespace renkei::store {

// Of a person's record. No value of `ends`: it is not known to end.
struct RecordSpan {
    Hash person{};
    std::string id{}; // 16 bytes
    std::string kind{};
    Millis begins = 0;
    std::optional<Millis> ends{}; // of a state: the person's death
    Millis withdrawn = 0;         // 0: it was not
    std::optional<Millis> spent{};
};

// Sets since when no decision rests on each of these records, which are all of one person. An older consent
// must not come back because a newer one is gone, so all go together: when each has ended by itself or by a
// withdrawal, which ends all that were given before it. With the death all ends.
void set_spent(std::span<RecordSpan> records);

// Writes it down for the person, after a record or a link was changed, and invalidates what rests on it
// (closed_deliveries.h).
diag::Result<void> renew_spent(Session& session, const Hash& person);

// Places in the order in which the store took records: those of a moment of the clock, unless the place
// before is as high already.
constexpr std::int64_t places_a_millisecond = 1000;
// 0: no record has one.
diag::Result<std::int64_t> last_place(const Session& session);

// Deletes records that are spent since before this moment, at most so many. A withdrawal goes after
// what it ended.
diag::Result<std::uint64_t> drop_spent_records(Connection& sql, Millis before, int limit);

} // namespace renkei::store
