// One turn of one delivery. Everything is asked anew just before sending, because all may have changed since it was queued: is
// delivering switched off, does the peer still exist, may it still have the document, was the document taken back, does it have a newer one?
#pragma once

#include "gateway/exchange/ending.h"
#include "gateway/store/store.h"

#include <variant>

namespace renkei::exchange {

// Setting of the store; anything but empty: nothing is delivered.
constexpr std::string_view pause_setting = "outbox.pause";

class Sender {
public:
    // The list as it was read last: good enough for what is held and where to look whether somebody is there; send() asks the store.
    using Peers = std::function<std::shared_ptr<const std::vector<policy::Peer>>()>;
    // The store outlives it.
    Sender(const store::Store& store, Peers peers, Transports transports, MakeParcel make_parcel)
        : store_(&store), peers_(std::move(peers)), transports_(std::move(transports)), make_parcel_(std::move(make_parcel)) {}

    Ending send(const store::Delivery& delivery) const;
    Away away(const std::string& peer) const;
    // Peers to which nothing goes now: they are revoked, and what is for them waits until they are let in again.
    std::vector<std::string> held() const;

private:
    struct Ready {
        Parcel parcel{};
        Packing pack{};      // its content; empty: it is there already
        policy::Peer peer{}; // as the store has it, however long ago the list was read
    };
    static diag::Result<Parcel> packed(const Ready& ready);
    using Prepared = std::variant<Ready, Ending>;
    diag::Result<Prepared> prepare(const store::Snapshot& snapshot, const store::Delivery& delivery) const;
    diag::Result<std::optional<Ending>> refusal_of(const store::Snapshot& snapshot, const store::Delivery& delivery, const policy::Peer& peer) const;
    diag::Result<Prepared> pack(const store::Snapshot& snapshot, const store::Delivery& delivery, const store::Version& version, const policy::Peer& peer) const;
    static diag::Result<std::optional<std::string>> why_outdated(const store::Snapshot& snapshot, const store::Delivery& delivery, const policy::Peer& peer);
    static diag::Result<Prepared> prepare_notice(const store::Snapshot& snapshot, const store::Delivery& delivery);

    const store::Store* store_;
    Peers peers_;
    Transports transports_;
    MakeParcel make_parcel_;
};

} // namespace renkei::exchange
