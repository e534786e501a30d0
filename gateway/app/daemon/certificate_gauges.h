// Expiry of certificates in seconds since 1970: those of the gateway and those of its peers.
#pragma once

#include "gateway/network/http/metrics.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/server/settings/settings.h"

#include <mutex>
#include <vector>

namespace renkei::daemon {

// Of the current files; unreadable ones are left out.
std::vector<http::Gauge> own_certificate_gauges(const server::Settings& settings);

// One for each peer that is not revoked: the latest of its certificates. A certificate without a known expiry
// is left out.
std::vector<http::Gauge> peer_certificate_gauges(const policy::PeerList& peers);

// The gauges of a list of peers, computed once per list. Thread-safe.
class PeerCertificateGauges {
public:
    void set(const policy::PeerList& peers);
    std::vector<http::Gauge> get() const;

private:
    mutable std::mutex mutex_;
    std::vector<http::Gauge> gauges_{};
};

} // namespace renkei::daemon
