// To a Document Recipient of IHE MHD: ITI-65, a transaction to the peer's base address. The caller supplies
// the function that builds the bundle.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/client/http_pool.h"
#include "gateway/network/outbox/delivery.h"

namespace renkei::transports {

// The transaction bundle in FHIR JSON. It must be the same bytes each time: its identifiers come from the
// message.
using ProvideBundle =
    std::function<diag::Result<std::string>(const policy::Peer&, const outbox::OutboundMessage&)>;

class MhdTransport final : public outbox::Transport {
public:
    // Pool and clock outlive it.
    MhdTransport(client::HttpPool& pool, const base::Clock& clock, ProvideBundle provide)
        : pool_(&pool),
          clock_(&clock),
          provide_(std::move(provide)) {}
    outbox::Attempt send(const policy::Peer& peer, const outbox::OutboundMessage& message) override;
    outbox::UnreachableReason probe(const policy::Peer& peer) override;

private:
    client::HttpPool* pool_;
    const base::Clock* clock_;
    ProvideBundle provide_;
};

} // namespace renkei::transports
