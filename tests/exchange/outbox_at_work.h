// An outbox that runs, on a store of its own.
#pragma once

#include "tests/exchange/outbox_kit.h"

namespace renkei::exchange {

struct Works {
    explicit Works(FakeTransport::Behaviour behaviour = {}) : transport(std::move(behaviour)) {}
    void start(OutboxSettings settings = quick(), MakeParcel make_parcel = show_original()) {
        outbox = std::make_unique<Outbox>(*store, sender(site, *store, transport, std::move(make_parcel)), settings);
        outbox->start();
    }
    bool comes_to(const store::Delivery& which, store::DeliveryState state) const {
        return eventually([&] { return delivery(*store, which.id).state == state; });
    }

    Site site{};
    std::unique_ptr<store::Store> store = site.open();
    FakeTransport transport;
    std::unique_ptr<Outbox> outbox{};
};

inline Attempt failing(Fault fault, std::int64_t retry_after_ms = 0) {
    return {.result = Result::again, .fault = fault, .reason = "500", .retry_after_ms = retry_after_ms};
}
inline Attempt taken() { return {.result = Result::delivered, .location = "/documents/7"}; }

// So that a test that fails ends, too.
struct OpenAtEnd {
    Door& door;
    ~OpenAtEnd() { door.open(); }
};

} // namespace renkei::exchange
