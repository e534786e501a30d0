// What is told of certificates that do not let their peer in, or will not for long.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/cli/hints.h"
#include "gateway/policy/peer.h"
#include "gateway/tls/trust.h"

#include <span>
#include <string>

namespace renkei::cli {

// Of files that are being entered: those that would not be taken now, and why; those that end soon.
Hints hints_of_files(std::span<const std::string> files, const tls::TrustSettings& trust, base::Millis now, Language language);
// Of the peers as they are entered: whose last day is over, or soon will be; of whose certificates none would be taken now, and why.
Hints hints_of_peers(std::span<const policy::Peer> peers, const tls::TrustSettings& trust, base::Millis now, Language language);

} // namespace renkei::cli
