#include "gateway/exchange/turn.h"

#include "gateway/exchange/sender.h"

#include <algorithm>
#include <iterator>

namespace renkei::exchange {
namespace {

diag::Result<void> renew(store::Transaction& transaction, const Renewal& renewal, base::Millis lease) {
    TRY(std::optional<store::Delivery> row, transaction.delivery(renewal.delivery));
    if (!row || row->state != store::DeliveryState::sending || row->node != renewal.node) {
        return {};
    }
    row->lease = lease;
    return transaction.update(*row);
}

diag::Result<Claimed> write_whole(store::Store& store, const Turn& turn, const Schedule& schedule) {
    Claimed out;
    const base::Millis lease = turn.now + schedule.lease_ms;
    const diag::Result<void> written = store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        out = {};
        for (const Ending& ending : turn.endings) {
            TRY(std::optional<store::Delivery> dead, record(transaction, ending, turn.now, schedule));
            if (dead) {
                out.dead.push_back(*std::move(dead));
            }
        }
        for (const Renewal& renewal : turn.renew) {
            TRY_VOID(renew(transaction, renewal, lease));
        }
        TRY(const std::string pause, transaction.setting(pause_setting));
        out.is_paused = !pause.empty();
        if (!out.is_paused && turn.limit > 0) {
            TRY(out.deliveries, transaction.claim(turn.now, lease, turn.limit, turn.busy));
        }
        return {};
    });
    if (!written) {
        return tl::make_unexpected(written.error());
    }
    return out;
}

// Each by itself, last one first. An error: the store has failed as a whole; those that are not written yet are in the turn.
diag::Result<void> write_one_by_one(store::Store& store, Turn& turn, const Schedule& schedule, Claimed& out) {
    const auto is_written = [&](const Ending& ending) {
        diag::Result<Claimed> alone = write_whole(store, {.now = turn.now, .endings = {ending}}, schedule);
        if (alone) {
            std::ranges::move(alone->dead, std::back_inserter(out.dead));
        }
        return alone.has_value();
    };
    const auto takes_anything = [&] { return write_whole(store, {.now = turn.now}, schedule); };
    for (; !turn.endings.empty(); turn.endings.pop_back()) {
        const Ending& ending = turn.endings.back();
        if (is_written(ending)) {
            continue;
        }
        TRY_VOID(takes_anything()); // else it is the store's trouble, and the words are right
        if (is_written(ending)) {
            continue;
        }
        if (is_written(in_our_words(ending))) {
            ++out.reworded;
            continue;
        }
        TRY_VOID(takes_anything());
        ++out.dropped;
    }
    return {};
}

} // namespace

diag::Result<Claimed> carry_out(store::Store& store, Turn& turn, const Schedule& schedule) {
    diag::Result<Claimed> whole = write_whole(store, turn, schedule);
    if (whole || turn.endings.empty() || !write_whole(store, {.now = turn.now}, schedule)) {
        return whole;
    }
    Claimed by_one;
    TRY_VOID(write_one_by_one(store, turn, schedule, by_one));
    TRY(Claimed out, write_whole(store, turn, schedule));
    out.reworded = by_one.reworded;
    out.dropped = by_one.dropped;
    std::ranges::move(by_one.dead, std::back_inserter(out.dead));
    return out;
}

} // namespace renkei::exchange
