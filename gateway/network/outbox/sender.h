// Sends one delivery, with those that go together with it. All conditions are read from the store just before
// sending, because they may have changed since it was queued: is delivery paused, does the peer exist, may it
// have the document, was it withdrawn, does the peer have a newer version?
#pragma once

#include "gateway/network/access/document_access.h"
#include "gateway/network/outbox/attempt_record.h"
#include "gateway/network/store/store.h"

#include <variant>

namespace renkei::access {
struct Hub;
}

namespace renkei::outbox {

// Setting of the store; anything but empty: nothing is delivered.
constexpr std::string_view pause_setting = "outbox.pause";

class Sender {
public:
    // A cached list, for held peers and probes; send() reads the store.
    using Peers = std::function<std::shared_ptr<const std::vector<policy::Peer>>()>;
    // The care hub's rules as they are now; null: not switched on.
    using Hub = std::function<std::shared_ptr<const access::Hub>()>;
    // The store outlives it.
    Sender(const store::Store& store, Peers peers, Hub hub, Transports transports,
           PrepareMessage prepare_message)
        : store_(&store),
          peers_(std::move(peers)),
          hub_(std::move(hub)),
          transports_(std::move(transports)),
          prepare_message_(std::move(prepare_message)) {}

    // What it is with those that were claimed with it is among `others` of its record.
    AttemptRecord send(const store::Delivery& delivery) const;
    UnreachableReason probe(const std::string& peer) const;
    // Peers to which nothing goes now: they are revoked, and what is for them waits until they are let in
    // again.
    std::vector<std::string> held() const;

private:
    struct Ready {
        OutboundMessage message{};
        MessageBuilder build{}; // its content; empty: it is there already
        policy::Peer peer{};    // as the store has it, however long ago the list was read
    };
    static diag::Result<OutboundMessage> built(const Ready& ready);
    using Prepared = std::variant<Ready, AttemptRecord>;
    // What goes together, each with its message or, once that is known, its record.
    struct Letter {
        store::Delivery delivery{};
        Prepared prepared;
        bool is_ready() const { return std::holds_alternative<Ready>(prepared); }
        Ready& ready() { return std::get<Ready>(prepared); }
        AttemptRecord& record() { return std::get<AttemptRecord>(prepared); }
    };
    diag::Result<std::vector<Letter>> prepare_all(const store::Snapshot& snapshot,
                                                  const store::Delivery& claimed) const;
    static void refuse_with_others(std::vector<Letter>& letters);
    static void build_all(std::vector<Letter>& letters);
    void send_all(std::vector<Letter>& letters) const;
    diag::Result<Prepared> prepare(const store::Snapshot& snapshot, const store::Delivery& delivery) const;
    diag::Result<std::optional<AttemptRecord>> refusal_of(const store::Snapshot& snapshot,
                                                          const store::Delivery& delivery,
                                                          const policy::Peer& peer) const;
    diag::Result<Prepared> build(const store::Snapshot& snapshot, const store::Delivery& delivery,
                                 const store::Version& version, const policy::Peer& peer) const;
    static diag::Result<std::optional<diag::DeliveryReason>> why_outdated(const store::Snapshot& snapshot,
                                                                          const store::Delivery& delivery,
                                                                          const policy::Peer& peer,
                                                                          const access::DeliveryVerdict& may);
    static diag::Result<Prepared> prepare_notice(const store::Snapshot& snapshot,
                                                 const store::Delivery& delivery, const policy::Peer& peer);
    static diag::Result<void> add_earlier(const store::Snapshot& snapshot, const store::Delivery& delivery,
                                          const policy::Peer& peer, std::vector<store::Delivery> earlier,
                                          OutboundMessage& message);

    const store::Store* store_;
    Peers peers_;
    Hub hub_;
    Transports transports_;
    PrepareMessage prepare_message_;
};

} // namespace renkei::outbox
