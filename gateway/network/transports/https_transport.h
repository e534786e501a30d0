// To any system that takes files: POST of the file as it is to the peer's address; of a withdrawal, of the
// notice.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/client/http_pool.h"
#include "gateway/network/outbox/delivery.h"

namespace renkei::transports {

class HttpsTransport final : public outbox::Transport {
public:
    // Both outlive it.
    HttpsTransport(client::HttpPool& pool, const base::Clock& clock) : pool_(&pool), clock_(&clock) {}
    outbox::Attempt send(const policy::Peer& peer, const outbox::OutboundMessage& message) override;
    outbox::UnreachableReason probe(const policy::Peer& peer) override;

private:
    client::HttpPool* pool_;
    const base::Clock* clock_;
};

} // namespace renkei::transports
