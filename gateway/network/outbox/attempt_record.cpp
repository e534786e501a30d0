#include "gateway/network/outbox/attempt_record.h"

#include "gateway/core/base/back_off.h"
#include "gateway/network/outbox/earlier_deliveries.h"
#include "gateway/network/outbox/peer_state.h"
#include "gateway/network/policy/decide.h"

#include <algorithm>

namespace renkei::outbox {
namespace {

using base::back_off;
using diag::ReasonCode;

bool is_finished(DeliveryState state) {
    return state == DeliveryState::delivered || state == DeliveryState::dead ||
           state == DeliveryState::cancelled;
}

bool is_delivered(const AttemptRecord& attempt_record) {
    return attempt_record.kind == AttemptRecord::Kind::attempted &&
           attempt_record.attempt.result == AttemptResult::delivered;
}

DeliveryReason expired_reason(const DeliveryReason& last) {
    return DeliveryReason(ReasonCode::gave_up).because(last);
}

struct AttemptTime {
    base::Millis now = 0;
    base::Millis deadline = 0; // it is not tried after that
};

void try_again(Delivery& row, const AttemptRecord& attempt_record, const AttemptTime& when,
               const RetrySchedule& schedule) {
    const Attempt& attempt = attempt_record.attempt;
    row.reason = attempt.reason;
    if (when.now >= when.deadline) {
        row.state = DeliveryState::dead;
        row.reason = expired_reason(attempt.reason);
        return;
    }
    row.state = DeliveryState::waiting;
    row.due = when.now;
    // in the other cases the whole peer waits, and this delivery keeps its place
    if (attempt.scope == FailureScope::delivery && !attempt_record.is_outdated) {
        const std::uint32_t doublings =
            (row.attempts - 1) / (attempt_record.is_peer_responsive ? schedule.failures_per_doubling : 1);
        const std::int64_t own = back_off(schedule.initial_backoff_ms, schedule.max_backoff_ms, doublings,
                                          attempt_record.random01);
        // for the last time
        row.due =
            std::min(when.now + std::max(own, std::min(attempt.retry_after_ms, schedule.max_backoff_ms)),
                     when.deadline);
    }
}

void apply_attempt(Delivery& row, const AttemptRecord& attempt_record, const AttemptTime& when,
                   const RetrySchedule& schedule) {
    row.attempts += attempt_record.was_sent ? 1U : 0U;
    row.certain_failures += attempt_record.was_sent &&
                                    attempt_record.attempt.result != AttemptResult::delivered &&
                                    !attempt_record.attempt.may_have_arrived
                                ? 1U
                                : 0U;
    switch (attempt_record.attempt.result) {
    case AttemptResult::delivered:
        row.state = DeliveryState::delivered;
        row.reason = attempt_record.attempt.reason;
        row.remote_location = attempt_record.attempt.location;
        row.file_sha = attempt_record.attempt.file_sha;
        return;
    case AttemptResult::rejected:
        row.state = DeliveryState::dead;
        row.reason = attempt_record.attempt.reason;
        return;
    case AttemptResult::retry: try_again(row, attempt_record, when, schedule); return;
    }
}

void apply(Delivery& row, const AttemptRecord& attempt_record, const AttemptTime& when,
           const RetrySchedule& schedule) {
    switch (attempt_record.kind) {
    case AttemptRecord::Kind::attempted: apply_attempt(row, attempt_record, when, schedule); break;
    case AttemptRecord::Kind::postponed:
        row.state = DeliveryState::waiting;
        row.due = std::max(row.due, when.now + attempt_record.delay_ms);
        row.reason = attempt_record.attempt.reason.empty() ? row.reason : attempt_record.attempt.reason;
        break;
    case AttemptRecord::Kind::cancelled:
        row.state = DeliveryState::cancelled;
        row.reason = attempt_record.attempt.reason;
        break;
    case AttemptRecord::Kind::to_mailbox: row.state = DeliveryState::mailbox; break;
    case AttemptRecord::Kind::lost: break;
    }
    row.changed = when.now;
    row.node.clear();
    row.lease = 0;
}

// A waiting delivery that is outdated by now is cancelled, so that the withdrawal behind it need not wait.
// What the care hub closes is refused at the next attempt, and may be open by then.
diag::Result<void> cancel_outdated(const store::Snapshot& snapshot, Delivery& row) {
    if (row.state != DeliveryState::waiting || row.withdraws) {
        return {};
    }
    TRY(const std::optional<policy::Peer> peer, snapshot.peer(row.peer));
    if (peer) {
        TRY(const policy::History history, snapshot.history(row.document));
        TRY(std::optional<DeliveryReason> why,
            outdated(snapshot, row, policy::may_deliver(*peer, history, row.version), history.newest));
        row.state = why ? DeliveryState::cancelled : row.state;
        row.reason = why ? *std::move(why) : row.reason;
    }
    return {};
}

audit::Outcome audit_outcome(const AttemptRecord& attempt_record) {
    if (is_delivered(attempt_record) || attempt_record.kind != AttemptRecord::Kind::attempted) {
        return audit::Outcome::success;
    }
    return attempt_record.attempt.result == AttemptResult::rejected ? audit::Outcome::serious
                                                                    : audit::Outcome::minor;
}

audit::Event event_of(const AttemptRecord& attempt_record, base::Millis now) {
    const Delivery& delivery = attempt_record.delivery;
    return {.at = now,
            .action = audit::Action::execute,
            .interaction = "delivery",
            .outcome = audit_outcome(attempt_record),
            .reason = attempt_record.attempt.reason.log_code(),
            .peer = delivery.peer,
            .request = delivery.id,
            .document = delivery.document,
            .version = delivery.version};
}

// Nothing if the delivery lives.
diag::Result<std::optional<Delivery>> record_one(store::Transaction& transaction,
                                                 const AttemptRecord& attempt_record, base::Millis now,
                                                 const RetrySchedule& schedule) {
    if (attempt_record.kind == AttemptRecord::Kind::lost) {
        return std::nullopt;
    }
    TRY(std::optional<Delivery> row, transaction.delivery(attempt_record.delivery.id));
    if (!row || is_finished(row->state)) {
        return std::nullopt;
    }
    const bool is_ours = row->state == DeliveryState::sending && row->node == attempt_record.delivery.node;
    if (!is_ours && !is_delivered(attempt_record)) {
        return std::nullopt;
    }
    TRY(const base::Millis deadline, expires_at(transaction, *row, now, schedule));
    apply(*row, attempt_record, {.now = now, .deadline = deadline}, schedule);
    if (attempt_record.kind == AttemptRecord::Kind::attempted) {
        TRY_VOID(cancel_outdated(transaction, *row));
    }
    TRY_VOID(transaction.update(*row));
    if (attempt_record.kind != AttemptRecord::Kind::postponed) {
        TRY_VOID(transaction.audit(event_of(attempt_record, now)));
    }
    return row->state == DeliveryState::dead ? std::move(row) : std::nullopt;
}

// What was claimed with a delivery and has no record of its own. If that was sent, it may have gone, too.
diag::Result<void> release_rest(store::Transaction& transaction, const AttemptRecord& attempt_record,
                                base::Millis now) {
    TRY(std::vector<Delivery> rest, transaction.claimed_with(attempt_record.delivery));
    for (Delivery& each : rest) {
        each.state = DeliveryState::waiting;
        each.attempts += attempt_record.was_sent ? 1U : 0U;
        each.changed = now;
        each.node.clear();
        each.lease = 0;
        TRY_VOID(transaction.update(each));
    }
    return {};
}

} // namespace

diag::Result<std::vector<Delivery>> record(store::Transaction& transaction,
                                           const AttemptRecord& attempt_record, base::Millis now,
                                           const RetrySchedule& schedule) {
    std::vector<Delivery> dead;
    const auto write = [&](const AttemptRecord& one) -> diag::Result<void> {
        TRY(std::optional<Delivery> letter, record_one(transaction, one, now, schedule));
        if (letter) {
            dead.push_back(*std::move(letter));
        }
        return {};
    };
    TRY_VOID(write(attempt_record));
    for (AttemptRecord other : attempt_record.others) {
        other.is_outdated = attempt_record.is_outdated;
        other.is_peer_responsive = attempt_record.is_peer_responsive;
        other.random01 = attempt_record.random01; // so that they are due together again
        TRY_VOID(write(other));
    }
    if (attempt_record.kind != AttemptRecord::Kind::lost) {
        TRY_VOID(release_rest(transaction, attempt_record, now));
    }
    return dead;
}

AttemptRecord without_remote_text(AttemptRecord attempt_record) {
    attempt_record.attempt.location.clear();
    attempt_record.attempt.reason = ReasonCode::answer_not_storable;
    for (AttemptRecord& other : attempt_record.others) {
        other = without_remote_text(std::move(other));
    }
    return attempt_record;
}

diag::Result<Delivery> record_expired(store::Transaction& transaction, Delivery row,
                                      const DeliveryReason& why, base::Millis now) {
    row.state = DeliveryState::dead;
    row.reason = expired_reason(why);
    row.changed = now;
    TRY_VOID(transaction.update(row));
    TRY_VOID(
        transaction.audit(event_of({.kind = AttemptRecord::Kind::attempted,
                                    .delivery = row,
                                    .attempt = {.result = AttemptResult::rejected, .reason = row.reason}},
                                   now)));
    return row;
}

} // namespace renkei::outbox
