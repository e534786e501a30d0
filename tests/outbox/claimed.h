// A delivery that the outbox has claimed, and its sender.
#pragma once

#include "gateway/network/outbox/sender.h"

#include "tests/outbox/outbox_kit.h"

namespace renkei::outbox {

// A store with one delivery that was claimed just now.
struct ClaimedDelivery {
    StoreFixture site{};
    std::unique_ptr<store::Store> store = site.open();
    FakeTransport transport{};
    store::Delivery claimed{};

    explicit ClaimedDelivery(const std::string& peer = "p0") {
        queue(*store, peer, "a", "one");
        claim();
    }
    void claim() {
        must(store->write([&](store::Transaction& transaction) -> diag::Result<void> {
            const base::Millis now = store->clock().now();
            TRY(std::vector<store::Delivery> all, transaction.claim(now, now + 60'000, 1, {}));
            claimed = all.at(0);
            return {};
        }));
    }
    AttemptRecord send(PrepareMessage prepare_message = show_original()) {
        return sender(site, *store, transport, std::move(prepare_message)).send(claimed);
    }
    void withdraw() {
        must(store->write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY(const store::Version version, transaction.withdraw(claimed.document, 1, "hospital"));
            store::Delivery out{.id = "0198f0a0-0000-7000-8000-000000000001",
                                .document = version.document,
                                .version = version.number,
                                .peer = "p0",
                                .withdraws = true};
            out.created = out.due = store->clock().now();
            out.order = claimed.order;
            return transaction.add(out);
        }));
    }
    void finish(const AttemptRecord& attempt_record) {
        must(store->write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY_VOID(record(transaction, attempt_record, store->clock().now(), RetrySchedule()));
            return {};
        }));
    }
};

} // namespace renkei::outbox
