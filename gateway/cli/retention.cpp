#include "gateway/cli/retention.h"

namespace renkei::cli {

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
    return {};
}

} // namespace renkei::cli
