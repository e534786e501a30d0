// To a Document Recipient of IHE MHD: ITI-65, a transaction to the peer's base address. The bundle is built by whoever knows MHD and
// handed in.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/exchange/delivery.h"
#include "gateway/exchange/http.h"

namespace renkei::exchange {

// The transaction bundle in FHIR JSON. It must be the same bytes each time: its identifiers come from the parcel.
using ProvideBundle = std::function<diag::Result<std::string>(const policy::Peer&, const Parcel&)>;

class MhdTransport final : public Transport {
public:
    // Pool and clock outlive it.
    MhdTransport(HttpPool& pool, const base::Clock& clock, ProvideBundle provide) : pool_(&pool), clock_(&clock), provide_(std::move(provide)) {}
    Attempt send(const policy::Peer& peer, const Parcel& parcel) override;
    Away away(const policy::Peer& peer) override;

private:
    HttpPool* pool_;
    const base::Clock* clock_;
    ProvideBundle provide_;
};

} // namespace renkei::exchange
