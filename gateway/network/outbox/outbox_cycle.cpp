#include "gateway/network/outbox/outbox_cycle.h"

#include "gateway/network/outbox/sender.h"

#include <algorithm>
#include <iterator>

namespace renkei::outbox {
namespace {

diag::Result<void> renew(store::Transaction& transaction, const LeaseRenewal& renewal, base::Millis lease) {
    TRY(std::optional<store::Delivery> row, transaction.delivery(renewal.delivery));
    if (!row || row->state != store::DeliveryState::sending || row->node != renewal.node) {
        return {};
    }
    row->lease = lease;
    return transaction.update(*row);
}

diag::Result<ClaimedDeliveries> write_whole(store::Store& store, const OutboxCycle& cycle,
                                            const RetrySchedule& schedule, CycleResult& recorded) {
    ClaimedDeliveries out;
    std::vector<store::Delivery> dead;
    const base::Millis lease = cycle.now + schedule.lease_ms;
    const diag::Result<void> written =
        store.write([&](store::Transaction& transaction) -> diag::Result<void> {
            out = {}; // the job may run again
            dead.clear();
            for (const AttemptRecord& attempt_record : cycle.records) {
                TRY(std::vector<store::Delivery> letters,
                    record(transaction, attempt_record, cycle.now, schedule));
                std::ranges::move(letters, std::back_inserter(dead));
            }
            for (const LeaseRenewal& renewal : cycle.renew) {
                TRY_VOID(renew(transaction, renewal, lease));
            }
            TRY(const std::string pause, transaction.setting(pause_setting));
            out.is_paused = !pause.empty();
            if (!out.is_paused && cycle.limit > 0) {
                TRY(out.deliveries, transaction.claim(cycle.now, lease, cycle.limit, cycle.busy));
            }
            return {};
        });
    if (!written) {
        return tl::make_unexpected(written.error());
    }
    std::ranges::move(dead, std::back_inserter(recorded.dead));
    return out;
}

// Writes each record by itself, the last one first. It is an error if the store failed as a whole; unwritten
// records stay in the cycle.
diag::Result<void> write_one_by_one(store::Store& store, OutboxCycle& cycle, const RetrySchedule& schedule,
                                    CycleResult& recorded) {
    const auto is_written = [&](const AttemptRecord& attempt_record) {
        return write_whole(store, {.now = cycle.now, .records = {attempt_record}}, schedule, recorded)
            .has_value();
    };
    const auto accepts_writes = [&] { return write_whole(store, {.now = cycle.now}, schedule, recorded); };
    for (; !cycle.records.empty(); cycle.records.pop_back()) {
        const AttemptRecord& attempt_record = cycle.records.back();
        if (is_written(attempt_record)) {
            continue;
        }
        TRY_VOID(accepts_writes()); // else the store refuses everything, and the texts are right
        if (is_written(attempt_record)) {
            continue;
        }
        if (is_written(without_remote_text(attempt_record))) {
            ++recorded.reworded;
            continue;
        }
        TRY_VOID(accepts_writes());
        ++recorded.dropped;
    }
    return {};
}

} // namespace

diag::Result<ClaimedDeliveries> run_cycle(store::Store& store, OutboxCycle& cycle,
                                          const RetrySchedule& schedule, CycleResult& recorded) {
    diag::Result<ClaimedDeliveries> whole = write_whole(store, cycle, schedule, recorded);
    if (whole || cycle.records.empty() || !write_whole(store, {.now = cycle.now}, schedule, recorded)) {
        return whole;
    }
    TRY_VOID(write_one_by_one(store, cycle, schedule, recorded));
    return write_whole(store, cycle, schedule, recorded);
}

} // namespace renkei::outbox
