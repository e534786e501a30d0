// To any system that takes files: POST of the file as it is to the peer's address; of a withdrawal, of the notice.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/exchange/delivery.h"
#include "gateway/exchange/http.h"

namespace renkei::exchange {

class HttpsTransport final : public Transport {
public:
    // Both outlive it.
    HttpsTransport(HttpPool& pool, const base::Clock& clock) : pool_(&pool), clock_(&clock) {}
    Attempt send(const policy::Peer& peer, const Parcel& parcel) override;
    Away away(const policy::Peer& peer) override;

private:
    HttpPool* pool_;
    const base::Clock* clock_;
};

} // namespace renkei::exchange
