// To another gateway: POST {address}/documents with the delivery's id as Idempotency-Key; a withdrawal is
// POST {address}/withdrawals with these keys.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/client/http_pool.h"
#include "gateway/network/outbox/delivery.h"

namespace renkei::transports {

class GatewayTransport final : public outbox::Transport {
public:
    // Both outlive it.
    GatewayTransport(client::HttpPool& pool, const base::Clock& clock) : pool_(&pool), clock_(&clock) {}
    outbox::Attempt send(const policy::Peer& peer, const outbox::OutboundMessage& message) override;
    // One request of several files, each with the key of its delivery; one by one to a gateway that takes no
    // such request.
    std::vector<outbox::Attempt> send_together(const policy::Peer& peer,
                                               std::span<const outbox::OutboundMessage> messages) override;
    outbox::UnreachableReason probe(const policy::Peer& peer) override;

private:
    outbox::Attempt post(const policy::Peer& peer, const client::HttpUrl& target,
                         const outbox::OutboundMessage& message);
    outbox::Attempt withdraw(const policy::Peer& peer, const client::HttpUrl& target,
                             const outbox::OutboundMessage& message);

    client::HttpPool* pool_;
    const base::Clock* clock_;
};

} // namespace renkei::transports
