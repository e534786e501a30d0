// When certificates end, as seconds since 1970: those of the gateway, and those by which its peers are known.
#pragma once

#include "gateway/http/metrics.h"
#include "gateway/policy/peer.h"
#include "gateway/server/settings.h"

#include <memory>
#include <mutex>
#include <vector>

namespace renkei::cli {

// Of the files as they are now; what cannot be read is left out.
std::vector<http::Gauge> own_certificate_gauges(const server::Settings& settings);

// One for each peer that is let in: the latest of its certificates. A certificate of which no end is known counts as none.
std::vector<http::Gauge> peer_certificate_gauges(const policy::PeerList& peers);

// Those of a list of peers, worked out once for each list. Safe to use from many threads.
class PeerCertificateGauges {
public:
    void set(const policy::PeerList& peers);
    std::vector<http::Gauge> get() const;

private:
    mutable std::mutex mutex_;
    std::vector<http::Gauge> gauges_{};
};

} // namespace renkei::cli
