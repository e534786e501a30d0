// An outbox that delivers to servers on loopback by mutual TLS.
#pragma once

#include "gateway/exchange/gateway_transport.h"
#include "tests/exchange/loopback_server.h"
#include "tests/exchange/outbox_kit.h"

#include <set>

namespace renkei::exchange {

template <class T>
class SendingBy {
public:
    // `more`: what this way needs beside connections and a clock.
    template <class... More>
    explicit SendingBy(const Poco::Net::Context::Ptr& client, const More&... more)
        : pool_(client, {.connect = std::chrono::seconds(20), .answer = std::chrono::seconds(3)}), transport_(pool_, site.clock, more...) {}
    SendingBy() : SendingBy(Certificates::get().client) {}

    void start(const std::vector<std::string>& addresses, OutboxSettings settings = quick()) {
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            site.peers[i].address = addresses[i];
        }
        outbox = std::make_unique<Outbox>(*store, sender(site, *store, transport_), settings);
        outbox->start();
    }
    bool comes_to(const store::Delivery& which, store::DeliveryState state) const {
        return eventually([&] { return delivery(*store, which.id).state == state; });
    }

    Site site{};
    std::unique_ptr<store::Store> store = site.open();

private:
    HttpPool pool_;
    T transport_;

public:
    std::unique_ptr<Outbox> outbox{};
};
using Sending = SendingBy<GatewayTransport>;

// The first answers, then the last one for ever.
inline LoopbackServer::Answer in_turn(std::vector<Reply> replies) {
    auto at = std::make_shared<std::atomic<std::size_t>>(0);
    return [replies = std::move(replies), at](const Heard&) { return replies[std::min((*at)++, replies.size() - 1)]; };
}

inline std::unique_ptr<LoopbackServer> receiver(LoopbackServer::Answer answer, std::uint16_t port = 0) {
    return std::make_unique<LoopbackServer>(Certificates::get().server, std::move(answer), port);
}

// Under which names it was handed over.
inline std::set<std::string> keys(const std::vector<Heard>& heard) {
    std::set<std::string> out;
    for (const Heard& one : heard) {
        out.insert(one.fields.at("idempotency-key"));
    }
    return out;
}

} // namespace renkei::exchange
