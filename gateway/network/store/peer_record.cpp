#include "gateway/network/store/peer_record.h"

#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/stored_reason.h"

namespace renkei::store {

diag::Result<PeerRecord> peer_record(const Snapshot& snapshot, std::string_view peer) {
    PeerRecord out;
    TRY_VOID(snapshot.session().sql.run(
        "SELECT unreachable_until, next_probe, reason, reason_arguments, expiry_start FROM peer_state WHERE "
        "peer = $1",
        {peer}, [&](const SqlRow& row) {
            out = {row.integer(0), row.integer(1), read_reason(row.text(2), row.text(3)), row.integer(4)};
        }));
    return out;
}

diag::Result<void> set_unreachable(Transaction& transaction, std::string_view peer, Millis until,
                                   Millis next_probe, const diag::DeliveryReason& reason) {
    return transaction.session().sql.send(
        "INSERT INTO peer_state (peer, unreachable_until, next_probe, reason, reason_arguments, "
        "expiry_start) "
        "VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (peer) DO UPDATE SET unreachable_until = "
        "excluded.unreachable_until, next_probe = excluded.next_probe, reason = excluded.reason, "
        "reason_arguments = excluded.reason_arguments",
        {peer, until, next_probe, reason.code(), arguments_json(reason)});
}

diag::Result<void> clear_unreachable(Transaction& transaction, std::string_view peer) {
    return transaction.session().sql.send("UPDATE peer_state SET unreachable_until = 0, next_probe = 0, "
                                          "reason = '', reason_arguments = '' WHERE peer = $1",
                                          {peer});
}

diag::Result<void> set_expiry_start(Transaction& transaction, std::string_view peer, Millis start) {
    return transaction.session().sql.send(
        "INSERT INTO peer_state (peer, unreachable_until, next_probe, reason, reason_arguments, "
        "expiry_start) "
        "VALUES ($1, 0, 0, '', '', $2) ON CONFLICT (peer) DO UPDATE SET expiry_start = excluded.expiry_start",
        {peer, start});
}

} // namespace renkei::store
