// Limits the log events of unreachable and reachable peers: each once, and a peer that flaps or changes its
// reason at most once per 10 s.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/diag/delivery_reason.h"

#include <map>
#include <string>

namespace renkei::outbox {

class PeerLogThrottle {
public:
    // Called repeatedly while the peer is unreachable. True: log it now.
    bool should_log_unreachable(const std::string& peer, const diag::DeliveryReason& reason,
                                base::Millis now);
    // Called after an answer. True: the peer was logged as unreachable.
    bool should_log_reachable(const std::string& peer);

private:
    struct LastLogged {
        diag::DeliveryReason reason{};
        base::Millis at = 0;
        bool should_log_unreachable = false;
    };
    std::map<std::string, LastLogged> last_logged_{};
};

} // namespace renkei::outbox
