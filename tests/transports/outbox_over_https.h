// An outbox that delivers to servers on loopback by mutual TLS.
#pragma once

#include "gateway/network/transports/gateway_transport.h"

#include "tests/outbox/outbox_kit.h"
#include "tests/support/loopback_server.h"

#include <set>

namespace renkei::transports {

template <class T>
class SendingBy {
public:
    // `more`: what this way needs beside connections and a clock.
    template <class... More>
    explicit SendingBy(const Poco::Net::Context::Ptr& client, const More&... more)
        : pool_(client, {.connect = std::chrono::seconds(20), .response = std::chrono::seconds(3)}),
          transport_(pool_, site.clock, more...) {}
    SendingBy() : SendingBy(test::Certificates::get().client) {}

    void start(const std::vector<std::string>& addresses, outbox::OutboxSettings settings = outbox::quick()) {
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            site.peers[i].address = addresses[i];
        }
        outbox = std::make_unique<outbox::Outbox>(*store, outbox::sender(site, *store, transport_), settings);
        outbox->start();
    }
    bool comes_to(const store::Delivery& which, store::DeliveryState state) const {
        return outbox::eventually([&] { return outbox::delivery(*store, which.id).state == state; });
    }

    outbox::StoreFixture site{};
    std::unique_ptr<store::Store> store = site.open();

private:
    client::HttpPool pool_;
    T transport_;

public:
    std::unique_ptr<outbox::Outbox> outbox{};
};
using Sending = SendingBy<GatewayTransport>;

// The first answers, then the last one for ever.
inline test::LoopbackServer::Handler in_turn(std::vector<test::ServerReply> replies) {
    auto at = std::make_shared<std::atomic<std::size_t>>(0);
    return [replies = std::move(replies), at](const test::ReceivedRequest&) {
        return replies[std::min((*at)++, replies.size() - 1)];
    };
}

inline std::unique_ptr<test::LoopbackServer> receiver(test::LoopbackServer::Handler answer,
                                                      std::uint16_t port = 0) {
    return std::make_unique<test::LoopbackServer>(test::Certificates::get().server, std::move(answer), port);
}

// Under which names it was handed over.
inline std::set<std::string> keys(const std::vector<test::ReceivedRequest>& heard) {
    std::set<std::string> out;
    for (const test::ReceivedRequest& one : heard) {
        out.insert(one.fields.at("idempotency-key"));
    }
    return out;
}

} // namespace renkei::transports
