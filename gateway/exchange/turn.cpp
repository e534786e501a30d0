#include "gateway/exchange/turn.h"

#include "gateway/exchange/sender.h"

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

} // namespace

diag::Result<Claimed> carry_out(store::Store& store, const Turn& turn, const Schedule& schedule) {
    Claimed out;
    const base::Millis lease = turn.now + schedule.lease_ms;
    const diag::Result<void> written = store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        out = {};
        for (const Ending& ending : turn.endings) {
            TRY_VOID(record(transaction, ending, turn.now, schedule));
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

} // namespace renkei::exchange
