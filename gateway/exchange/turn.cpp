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

diag::Result<Claimed> write_whole(store::Store& store, const Turn& turn, const Schedule& schedule, Recorded& recorded) {
    Claimed out;
    std::vector<store::Delivery> dead;
    const base::Millis lease = turn.now + schedule.lease_ms;
    const diag::Result<void> written = store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        out = {}; // the job may run again
        dead.clear();
        for (const Ending& ending : turn.endings) {
            TRY(std::optional<store::Delivery> letter, record(transaction, ending, turn.now, schedule));
            if (letter) {
                dead.push_back(*std::move(letter));
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
    std::ranges::move(dead, std::back_inserter(recorded.dead));
    return out;
}

// Each by itself, last one first. An error: the store has failed as a whole; those that are not written yet are in the turn.
diag::Result<void> write_one_by_one(store::Store& store, Turn& turn, const Schedule& schedule, Recorded& recorded) {
    const auto is_written = [&](const Ending& ending) { return write_whole(store, {.now = turn.now, .endings = {ending}}, schedule, recorded).has_value(); };
    const auto takes_anything = [&] { return write_whole(store, {.now = turn.now}, schedule, recorded); };
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
            ++recorded.reworded;
            continue;
        }
        TRY_VOID(takes_anything());
        ++recorded.dropped;
    }
    return {};
}

} // namespace

diag::Result<Claimed> carry_out(store::Store& store, Turn& turn, const Schedule& schedule, Recorded& recorded) {
    diag::Result<Claimed> whole = write_whole(store, turn, schedule, recorded);
    if (whole || turn.endings.empty() || !write_whole(store, {.now = turn.now}, schedule, recorded)) {
        return whole;
    }
    TRY_VOID(write_one_by_one(store, turn, schedule, recorded));
    return write_whole(store, turn, schedule, recorded);
}

} // namespace renkei::exchange
