// Earlier deliveries of a document to the same peer, and why a version is not sent any more.
#pragma once

#include "gateway/network/outbox/withdrawal_notice.h"
#include "gateway/network/store/rows/snapshot.h"

#include <optional>
#include <vector>

namespace renkei::outbox {

// The notice about what a receiver has: the one that `delivery` brings if it withdraws, else the one about
// the file that its version takes the place of. `before`: access::deliveries_before(), not empty.
diag::Result<WithdrawalNotice> notice_about(const store::Snapshot& snapshot, const store::Delivery& delivery,
                                            const std::vector<store::Delivery>& before);
// The deliveries of `before` that the notice of this one is to name. A withdrawal names all since the last
// withdrawal; a version only those of them that no version delivered later has superseded already.
diag::Result<std::vector<store::Delivery>> unmarked(const store::Snapshot& snapshot,
                                                    const store::Delivery& delivery,
                                                    std::vector<store::Delivery> before);

// Does the peer have a newer version than this delivery brings?
diag::Result<bool> has_newer(const store::Snapshot& snapshot, const store::Delivery& delivery);

// Why a version is not sent any more: it is withdrawn, the peer has a newer one, or the newest does not name
// the peer. nullopt: nothing of that. `access`: access::DocumentRights::may_go(); `newest`: version of the
// document.
diag::Result<std::optional<diag::DeliveryReason>> outdated(const store::Snapshot& snapshot,
                                                           const store::Delivery& delivery,
                                                           policy::DeliveryAccess access,
                                                           std::uint32_t newest);

} // namespace renkei::outbox
