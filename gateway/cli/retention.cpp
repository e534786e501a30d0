#include "gateway/cli/retention.h"

#include "gateway/transports/folder_transport.h"

#include <chrono>

namespace renkei::cli {
namespace {

// Folders remember what was handed over as long as it could be handed over again.
diag::Result<void> forget_handed_over(Site& site) {
    using namespace std::chrono;
    const auto before = std::filesystem::file_time_type::clock::now() - milliseconds(site.settings().schedule.expire_ms) - hours(24);
    TRY(const std::vector<policy::Peer> peers,
        site.store().read_value<std::vector<policy::Peer>>([](const store::Snapshot& snapshot) { return snapshot.peers(); }));
    for (const policy::Peer& peer : peers) {
        if (peer.way == policy::DeliveryMethod::folder) {
            transports::forget_handed_over(peer.address, before);
        }
    }
    return {};
}

} // namespace

// One commit deletes a bounded number of rows, so that those who wait to write do not wait long.
diag::Result<void> retain(Site& site) {
    constexpr base::Millis day = 24LL * 3'600'000;
    const unsigned days = site.settings().retention_days;
    const base::Millis before = days == 0 ? 0 : site.clock().now() - days * day; // 0: only what has an end of its own
    std::uint64_t gone = 1;
    while (gone > 0) {
        TRY_VOID(site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY(gone, transaction.retain(before));
            return {};
        }));
    }
    return forget_handed_over(site);
}

} // namespace renkei::cli
