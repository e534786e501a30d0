#include "gateway/network/access/settled_records.h"

#include "gateway/core/time/japan_day.h"

#include <algorithm>
#include <chrono>

namespace renkei::access {
namespace {

using sharing::Consent;
using store::Kept;

struct SettledNo {
    base::Millis at;
    std::int64_t place; // in the order of the store; 0: from before it was kept, its own time alone counts
};

void come_by(std::optional<base::Millis>& at, base::Millis now) {
    if (at) {
        at = std::min(*at, now);
    }
}

template <class Record>
void settle_all(std::vector<Kept<Record>>& records, base::Millis now) {
    for (Kept<Record>& each : records) {
        each.record = settled(std::move(each.record), now);
    }
}

} // namespace

std::vector<Kept<Consent>> settled(std::vector<Kept<Consent>> consents, base::Millis now) {
    std::vector<SettledNo> nos;
    for (Kept<Consent>& each : consents) {
        if (each.record.withdrawn) {
            base::Millis& at = each.record.withdrawn->at;
            at = std::min(at, now);
            nos.push_back({at, each.order.changed});
        }
        if (!each.record.permits) {
            each.record.given_at = std::min(each.record.given_at, now);
            nos.push_back({each.record.given_at, each.order.taken});
        }
    }
    // Of those that the store took at some place or later, the earliest counts.
    std::ranges::sort(nos, {}, &SettledNo::place);
    for (std::size_t i = nos.size(); i > 1; --i) {
        nos[i - 2].at = std::min(nos[i - 2].at, nos[i - 1].at);
    }
    // At the same instant a no wins.
    for (Kept<Consent>& each : consents) {
        const auto no =
            std::ranges::lower_bound(nos, std::max<std::int64_t>(each.order.taken, 1), {}, &SettledNo::place);
        if (each.record.permits && no != nos.end()) {
            each.record.given_at = std::min(each.record.given_at, no->at);
        }
    }
    return consents;
}

sharing::Registration settled(sharing::Registration registration, base::Millis now) {
    if (registration.ended) {
        registration.ended->at = std::min(registration.ended->at, now);
    }
    return registration;
}

sharing::OpinionRequest settled(sharing::OpinionRequest request, base::Millis now) {
    const time::Date today = time::day_in_japan(now);
    const auto is_ahead = [&](const std::optional<time::Date>& day) { return day && today < *day; };
    if (is_ahead(request.closed) || is_ahead(request.decided)) {
        request.closed = time::Date::of(today.first_day() - std::chrono::days(1));
        request.decided = request.decided ? std::optional(std::min(*request.decided, today)) : std::nullopt;
    }
    if (request.received && !request.received->doctor_agrees) {
        request.received->day = std::min(request.received->day, today);
    }
    return request;
}

sharing::PersonState settled(sharing::PersonState state, base::Millis now) {
    come_by(state.moved_in, now);
    come_by(state.died, now);
    return state;
}

store::PersonRecords settled(store::PersonRecords records, base::Millis now) {
    records.consents = settled(std::move(records.consents), now);
    settle_all(records.registrations, now);
    settle_all(records.opinions, now);
    settle_all(records.states, now);
    return records;
}

} // namespace renkei::access
