#include "gateway/exchange/ending.h"

#include "gateway/exchange/given.h"
#include "gateway/exchange/patience.h"

#include <algorithm>

namespace renkei::exchange {
namespace {

using store::Delivery;
using store::DeliveryState;

bool is_finished(DeliveryState state) {
    return state == DeliveryState::delivered || state == DeliveryState::dead || state == DeliveryState::cancelled;
}

bool is_delivered(const Ending& ending) { return ending.kind == Ending::Kind::attempted && ending.attempt.result == Result::delivered; }

std::string gave_up(const std::string& last) { return last.empty() ? "gave up" : "gave up: " + last; }

struct When {
    base::Millis now = 0;
    base::Millis patience_ends = 0; // it is not tried after that
};

void try_again(Delivery& row, const Ending& ending, const When& when, const Schedule& schedule) {
    const Attempt& attempt = ending.attempt;
    row.reason = attempt.reason;
    if (when.now >= when.patience_ends) {
        row.state = DeliveryState::dead;
        row.reason = gave_up(attempt.reason);
        return;
    }
    row.state = DeliveryState::waiting;
    row.due = when.now;
    if (attempt.fault == Fault::delivery && !ending.is_outdated) { // else the whole peer waits, and this one keeps its turn
        const std::uint32_t doublings = (row.attempts - 1) / (ending.peer_answers ? schedule.failures_a_doubling : 1);
        const std::int64_t own = back_off(schedule.first_ms, schedule.ceiling_ms, doublings, ending.random01);
        row.due = std::min(when.now + std::max(own, std::min(attempt.retry_after_ms, schedule.ceiling_ms)), when.patience_ends); // for the last time
    }
}

void apply_attempt(Delivery& row, const Ending& ending, const When& when, const Schedule& schedule) {
    row.attempts += ending.was_sent ? 1U : 0U;
    row.vain += ending.was_sent && ending.attempt.result != Result::delivered && !ending.attempt.may_have_come ? 1U : 0U;
    switch (ending.attempt.result) {
    case Result::delivered:
        row.state = DeliveryState::delivered;
        row.reason = ending.attempt.reason;
        row.answer = ending.attempt.location;
        return;
    case Result::never:
        row.state = DeliveryState::dead;
        row.reason = ending.attempt.reason;
        return;
    case Result::again: try_again(row, ending, when, schedule); return;
    }
}

void apply(Delivery& row, const Ending& ending, const When& when, const Schedule& schedule) {
    switch (ending.kind) {
    case Ending::Kind::attempted: apply_attempt(row, ending, when, schedule); break;
    case Ending::Kind::postponed:
        row.state = DeliveryState::waiting;
        row.due = std::max(row.due, when.now + ending.delay_ms);
        row.reason = ending.attempt.reason.empty() ? row.reason : ending.attempt.reason;
        break;
    case Ending::Kind::called_off:
        row.state = DeliveryState::cancelled;
        row.reason = ending.attempt.reason;
        break;
    case Ending::Kind::to_mailbox: row.state = DeliveryState::mailbox; break;
    case Ending::Kind::lost: break;
    }
    row.changed = when.now;
    row.node.clear();
    row.lease = 0;
}

// What failed and may not be tried again does not keep its withdrawal waiting behind it.
diag::Result<void> call_off_outdated(const store::Snapshot& snapshot, Delivery& row) {
    if (row.state != DeliveryState::waiting || row.withdraws) {
        return {};
    }
    TRY(const std::optional<policy::Peer> peer, snapshot.peer(row.peer));
    if (peer) {
        TRY(std::optional<std::string> why, outdated(snapshot, row, *peer));
        row.state = why ? DeliveryState::cancelled : row.state;
        row.reason = why ? *std::move(why) : row.reason;
    }
    return {};
}

audit::Outcome outcome_of(const Ending& ending) {
    if (is_delivered(ending) || ending.kind != Ending::Kind::attempted) {
        return audit::Outcome::success;
    }
    return ending.attempt.result == Result::never ? audit::Outcome::serious : audit::Outcome::minor;
}

audit::Event event_of(const Ending& ending, base::Millis now) {
    const Delivery& delivery = ending.delivery;
    return {.at = now,
            .action = audit::Action::execute,
            .interaction = "delivery",
            .outcome = outcome_of(ending),
            .reason = ending.attempt.reason,
            .peer = delivery.peer,
            .request = delivery.id,
            .document = delivery.document,
            .version = delivery.version};
}

} // namespace

diag::Result<std::optional<Delivery>> record(store::Transaction& transaction, const Ending& ending, base::Millis now, const Schedule& schedule) {
    if (ending.kind == Ending::Kind::lost) {
        return std::nullopt;
    }
    TRY(std::optional<Delivery> row, transaction.delivery(ending.delivery.id));
    if (!row || is_finished(row->state)) {
        return std::nullopt;
    }
    const bool is_ours = row->state == DeliveryState::sending && row->node == ending.delivery.node;
    if (!is_ours && !is_delivered(ending)) {
        return std::nullopt;
    }
    TRY(const base::Millis patience_ends, end_of_patience(transaction, *row, now, schedule));
    apply(*row, ending, {.now = now, .patience_ends = patience_ends}, schedule);
    if (ending.kind == Ending::Kind::attempted) {
        TRY_VOID(call_off_outdated(transaction, *row));
    }
    TRY_VOID(transaction.update(*row));
    if (ending.kind != Ending::Kind::postponed) {
        TRY_VOID(transaction.audit(event_of(ending, now)));
    }
    return row->state == DeliveryState::dead ? std::move(row) : std::nullopt;
}

Ending in_our_words(Ending ending) {
    ending.attempt.location.clear();
    ending.attempt.reason = "what the receiver answered cannot be stored";
    return ending;
}

diag::Result<Delivery> record_given_up(store::Transaction& transaction, Delivery row, const std::string& why, base::Millis now) {
    row.state = DeliveryState::dead;
    row.reason = gave_up(why);
    row.changed = now;
    TRY_VOID(transaction.update(row));
    TRY_VOID(transaction.audit(event_of({.kind = Ending::Kind::attempted, .delivery = row, .attempt = {.result = Result::never, .reason = row.reason}}, now)));
    return row;
}

} // namespace renkei::exchange
