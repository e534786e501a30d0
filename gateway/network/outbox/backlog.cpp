#include "gateway/network/outbox/backlog.h"

#include "gateway/network/outbox/attempt_record.h"
#include "gateway/network/outbox/peer_state.h"

#include <algorithm>
#include <iterator>

namespace renkei::outbox {
namespace {

using store::DeliveryQuery;

// Returns the changed deliveries as they are now.
diag::Result<std::vector<Delivery>> change_page(store::Store& store, const std::vector<Delivery>& wanted,
                                                const DeliveryChange& change) {
    std::vector<Delivery> out;
    const diag::Result<void> written =
        store.write([&](store::Transaction& transaction) -> diag::Result<void> {
            out.clear(); // the job may run again
            for (const Delivery& delivery : wanted) {
                TRY(std::optional<Delivery> row, transaction.delivery(delivery.id));
                if (row && row->state == delivery.state) { // not claimed meanwhile
                    TRY(std::optional<Delivery> changed, change(transaction, *std::move(row)));
                    if (changed) {
                        out.push_back(*std::move(changed));
                    }
                }
            }
            return {};
        });
    return written ? diag::Result<std::vector<Delivery>>(std::move(out))
                   : tl::make_unexpected(written.error());
}

void count(std::vector<Delivery> changed, BulkChange& change_count) {
    constexpr std::size_t some = 20;
    change_count.changed += changed.size();
    const std::size_t room = std::min(some - change_count.first.size(), changed.size());
    std::move(changed.begin(), changed.begin() + static_cast<std::ptrdiff_t>(room),
              std::back_inserter(change_count.first));
}

DeliveryQuery waiting_for(const std::string& peer) {
    return {.peer = peer, .states = {DeliveryState::waiting}};
}

} // namespace

diag::Result<void> change_each(store::Store& store, DeliveryQuery query, const DeliveryFilter& is_wanted,
                               const DeliveryChange& change, BulkChange& change_count) {
    constexpr std::uint32_t page_size = 500;
    query.limit = page_size;
    while (true) {
        TRY(const std::vector<Delivery> page,
            store.read_value<std::vector<Delivery>>(
                [&](const store::Snapshot& snapshot) { return snapshot.deliveries(query); }));
        std::vector<Delivery> wanted;
        std::ranges::copy_if(page, std::back_inserter(wanted), is_wanted);
        if (!wanted.empty()) {
            TRY(std::vector<Delivery> changed, change_page(store, wanted, change));
            count(std::move(changed), change_count);
        }
        change_count.seen += page.size();
        if (page.size() < page_size) {
            return {};
        }
        query.after = page.back().id;
    }
}

diag::Result<std::size_t> make_due_now(store::Store& store, const std::string& peer, base::Millis now) {
    TRY_VOID(clear_unreachable(store, peer));
    const auto bring = [&](store::Transaction& transaction,
                           Delivery row) -> diag::Result<std::optional<Delivery>> {
        row.due = std::min(row.due, now);
        row.reason = {}; // nothing is in the way any more
        TRY_VOID(transaction.update(row));
        return row;
    };
    const auto is_held_up = [&](const Delivery& delivery) {
        return delivery.due > now || !delivery.reason.empty();
    };
    BulkChange change_count;
    TRY_VOID(change_each(store, waiting_for(peer), is_held_up, bring, change_count));
    return change_count.changed;
}

diag::Result<void> expire_deliveries(store::Store& store, const std::string& peer,
                                     const diag::DeliveryReason& why, base::Millis now,
                                     const RetrySchedule& schedule, ExpiredDeliveries& out) {
    TRY(const PeerState state, store.read_value<PeerState>([&](const store::Snapshot& snapshot) {
        return PeerState::read(snapshot, peer, now);
    }));
    const auto end = [&](store::Transaction& transaction,
                         Delivery row) -> diag::Result<std::optional<Delivery>> {
        // the peer may have been revoked, or let in again
        TRY(const base::Millis at_end, expires_at(transaction, row, now, schedule));
        if (now < at_end) {
            return std::nullopt;
        }
        return record_expired(transaction, std::move(row), why, now).map([](Delivery dead) {
            return std::optional(std::move(dead));
        });
    };
    const auto is_expired = [&](const Delivery& delivery) {
        return now >= expiry_of(delivery, state.expiry_start(), schedule);
    };
    BulkChange change_count;
    const diag::Result<void> done = change_each(store, waiting_for(peer), is_expired, end, change_count);
    out = {.dead = change_count.changed,
           .first = std::move(change_count.first),
           .remaining = change_count.seen - change_count.changed};
    return done;
}

} // namespace renkei::outbox
