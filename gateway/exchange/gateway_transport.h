// To another gateway: POST {address}/documents with the delivery's id as Idempotency-Key; a withdrawal is DELETE of what it called the
// document.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/exchange/delivery.h"
#include "gateway/exchange/http.h"

namespace renkei::exchange {

class GatewayTransport final : public Transport {
public:
    // Both outlive it.
    GatewayTransport(HttpPool& pool, const base::Clock& clock) : pool_(&pool), clock_(&clock) {}
    Attempt send(const policy::Peer& peer, const Parcel& parcel) override;
    Away away(const policy::Peer& peer) override;

private:
    HttpPool* pool_;
    const base::Clock* clock_;
};

} // namespace renkei::exchange
