// Notices about certificates that are not accepted, or that expire soon.
#pragma once

#include "gateway/app/online/notices.h"
#include "gateway/core/base/clock.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/tls/trust.h"

#include <span>
#include <string>

namespace renkei::online {

// About files that are being entered: those that are not accepted now, and why; those that expire soon.
Notices notices_of_files(std::span<const std::string> files, const tls::TrustSettings& trust,
                         base::Millis now, Language language);
// About the entered peers: whose certificates have expired or expire soon, or are not accepted now, and why.
Notices notices_of_peers(std::span<const policy::Peer> peers, const tls::TrustSettings& trust,
                         base::Millis now, Language language);

} // namespace renkei::online
