// One turn of one delivery. Everything is asked anew just before sending, because all may have changed since it was queued: is
// delivering switched off, does the peer still exist, may it still have the document, was the document taken back?
#pragma once

#include "gateway/exchange/ending.h"
#include "gateway/store/store.h"

#include <variant>

namespace renkei::exchange {

// Setting of the store; anything but empty: nothing is delivered.
constexpr std::string_view pause_setting = "outbox.pause";

class Sender {
public:
    using Peers = std::function<std::shared_ptr<const std::vector<policy::Peer>>()>;
    // The store outlives it.
    Sender(const store::Store& store, Peers peers, Transports transports, MakeParcel make_parcel)
        : store_(&store), peers_(std::move(peers)), transports_(std::move(transports)), make_parcel_(std::move(make_parcel)) {}

    Ending send(const store::Delivery& delivery) const;
    bool reachable(const std::string& peer) const;
    // Peers to which nothing goes now: they are revoked, and what is for them waits until they are let in again.
    std::vector<std::string> held() const;

private:
    using Prepared = std::variant<Parcel, Ending>;
    diag::Result<Prepared> prepare(const store::Snapshot& snapshot, const store::Delivery& delivery, const policy::Peer& peer) const;
    diag::Result<Prepared> pack(const store::Snapshot& snapshot, const store::Delivery& delivery, const store::Version& version, const policy::Peer& peer) const;

    const store::Store* store_;
    Peers peers_;
    Transports transports_;
    MakeParcel make_parcel_;
};

} // namespace renkei::exchange
