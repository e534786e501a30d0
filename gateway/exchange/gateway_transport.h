// To another gateway: POST {address}/documents with the delivery's id as Idempotency-Key; a withdrawal is POST {address}/withdrawals with these keys, or
// DELETE of what it called the document if it has no such address.
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
    Attempt post(const policy::Peer& peer, const Target& target, const Parcel& parcel);
    Attempt withdraw(const policy::Peer& peer, const Target& target, const Parcel& parcel);
    Attempt remove(const policy::Peer& peer, const Target& target, const Parcel& parcel);

    HttpPool* pool_;
    const base::Clock* clock_;
};

} // namespace renkei::exchange
