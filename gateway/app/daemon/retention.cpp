#include "gateway/app/daemon/retention.h"

#include "gateway/network/transports/folder_transport.h"

#include <chrono>

namespace renkei::daemon {
namespace {

// A folder keeps the mark of a delivered file as long as the delivery could be repeated.
diag::Result<void> forget_handed_over(Installation& installation) {
    using namespace std::chrono;
    const auto before = std::filesystem::file_time_type::clock::now() -
                        milliseconds(installation.settings().schedule.expire_ms) - hours(24);
    TRY(const std::vector<policy::Peer> peers,
        installation.store().read_value<std::vector<policy::Peer>>(
            [](const store::Snapshot& snapshot) { return snapshot.peers(); }));
    for (const policy::Peer& peer : peers) {
        if (peer.delivery_method == policy::DeliveryMethod::folder) {
            transports::forget_handed_over(peer.address, before);
        }
    }
    return {};
}

} // namespace

// One commit deletes a bounded number of rows, so that other writers do not wait long.
diag::Result<void> run_retention(Installation& installation) {
    constexpr base::Millis day = 24LL * 3'600'000;
    const unsigned days = installation.settings().retention_days;
    // 0: only rows with an expiry of their own
    const base::Millis before = days == 0 ? 0 : installation.clock().now() - days * day;
    std::uint64_t gone = 1;
    while (gone > 0) {
        TRY_VOID(installation.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY(gone, transaction.retain(before));
            return {};
        }));
    }
    return forget_handed_over(installation);
}

} // namespace renkei::daemon
