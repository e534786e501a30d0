// An outbox that runs, on a store of its own.
#pragma once

#include "tests/outbox/outbox_kit.h"

namespace renkei::outbox {

struct RunningOutbox {
    explicit RunningOutbox(FakeTransport::Behaviour behaviour = {}) : transport(std::move(behaviour)) {}
    void start(OutboxSettings settings = quick(), PrepareMessage prepare_message = show_original()) {
        outbox = std::make_unique<Outbox>(*store, sender(site, *store, transport, std::move(prepare_message)),
                                          settings);
        outbox->start();
    }
    bool comes_to(const store::Delivery& which, store::DeliveryState state) const {
        return eventually([&] { return delivery(*store, which.id).state == state; });
    }

    StoreFixture site{};
    std::unique_ptr<store::Store> store = site.open();
    FakeTransport transport;
    std::unique_ptr<Outbox> outbox{};
};

inline Attempt failing(FailureScope scope, std::int64_t retry_after_ms = 0) {
    return {.result = AttemptResult::retry,
            .scope = scope,
            .reason = diag::answered(500),
            .retry_after_ms = retry_after_ms};
}
inline Attempt rejected() { return {.result = AttemptResult::rejected, .reason = diag::answered(422)}; }
inline Attempt taken() { return {.result = AttemptResult::delivered, .location = "/documents/7"}; }

// So that a test that fails ends, too.
struct OpenAtEnd {
    Gate& gate;
    ~OpenAtEnd() { gate.open(); }
};

} // namespace renkei::outbox
