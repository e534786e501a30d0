// What records of organisations about persons share: registrations, requests for an opinion, relations.
#pragma once

#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/subject.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::ledger {

// Null: no peer has this number. One that is let in goes before one that is revoked.
const policy::Peer* peer_with(std::span<const policy::Peer> peers, const policy::Number& number);
// The id of that peer; empty: none. Reads all peers.
diag::Result<std::string> peer_id_of(const store::Snapshot& snapshot, const policy::Number& number);

// Not ahead, and not before `begin`; `what` names the day for the error.
diag::Result<void> check_day(std::string_view what, const time::Date& day, const time::Date& begin,
                             base::Millis now);

inline std::string day_text(const std::optional<time::Date>& day) {
    return day ? day->text() : std::string();
}

// A record whose last day this is, of one that begins then, opens nothing.
time::Date day_before(const time::Date& day);

// `unknown`: the message if there is none.
template <class Record>
diag::Result<store::Kept<Record>> find_kept(const std::vector<store::Kept<Record>>& records,
                                            std::string_view id, diag::Message unknown) {
    const store::Kept<Record>* const found = store::with_id(records, id);
    return found != nullptr ? diag::Result<store::Kept<Record>>(*found) : diag::fail(unknown, {}, {id});
}

// Do both count on one day?
template <class Record>
bool overlap(const Record& one, const Record& other) {
    const auto begins_by_end_of = [](const Record& a, const Record& b) {
        return !b.until || a.from <= *b.until;
    };
    return begins_by_end_of(one, other) && begins_by_end_of(other, one);
}

enum class Awaited : std::uint8_t { all, overdue };

// Records that are listed, and of each what holds now.
template <class State>
struct Shown {
    store::PersonRecords records{};
    std::vector<State> states{};
    time::Date today{};
};

// The records of `list`, page by page: `state(record, records of its person)` says of each what holds, and
// nothing of one that is not shown. Ends when as many as `query.limit` are shown.
template <class State, class Record, class StateOf>
diag::Result<Shown<State>> shown_of(const store::Snapshot& snapshot, store::ListQuery query,
                                    std::vector<store::Kept<Record>> store::PersonRecords::*list,
                                    base::Millis now, const StateOf& state) {
    Shown<State> out{.today = time::day_in_japan(now)};
    const std::uint32_t wanted = query.limit;
    for (bool more = true; more && out.states.size() < wanted;) {
        query.limit = wanted - static_cast<std::uint32_t>(out.states.size());
        TRY(const store::PersonRecords page, store::records_listed(snapshot, query));
        for (store::Kept<Record> kept : page.*list) {
            query.after = std::max(query.after, kept.record.id);
            TRY(const store::PersonRecords records, store::person_records(snapshot, kept.person, {}));
            TRY(std::optional<State> is, state(kept.record, records));
            if (is) {
                (out.records.*list).push_back(std::move(kept));
                out.states.push_back(*std::move(is));
            }
        }
        for (const store::UnreadRecord& each : page.unread) {
            query.after = std::max(query.after, each.id);
            out.records.unread.push_back(each);
        }
        more = (page.*list).size() + page.unread.size() == query.limit;
    }
    return out;
}

} // namespace renkei::ledger
