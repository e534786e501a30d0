// A delivery that the outbox has claimed, and its sender.
#pragma once

#include "gateway/exchange/sender.h"
#include "tests/exchange/outbox_kit.h"

namespace renkei::exchange {

// A store with one delivery that was claimed just now.
struct Claimed1 {
    Site site{};
    std::unique_ptr<store::Store> store = site.open();
    FakeTransport transport{};
    store::Delivery claimed{};

    explicit Claimed1(const std::string& peer = "p0") {
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
    Ending send(MakeParcel make_parcel = show_original()) { return sender(site, *store, transport, std::move(make_parcel)).send(claimed); }
    void withdraw() {
        must(store->write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY(const store::Version version, transaction.withdraw(claimed.document, 1, "hospital"));
            store::Delivery out{.id = "0198f0a0-0000-7000-8000-000000000001", .document = version.document, .version = version.number, .peer = "p0"};
            out.created = out.due = store->clock().now();
            out.order = claimed.order;
            return transaction.add(out);
        }));
    }
    void finish(const Ending& ending) {
        must(store->write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY_VOID(record(transaction, ending, store->clock().now(), Schedule()));
            return {};
        }));
    }
};

} // namespace renkei::exchange
