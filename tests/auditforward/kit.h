// A store with audit events, and a forwarder that repeats soon.
#pragma once

#include "gateway/network/auditforward/forwarder.h"

#include "tests/outbox/outbox_kit.h"
#include "tests/support/must.h"

#include <deque>

namespace renkei::auditforward {

inline audit::Event read_event(const std::string& request) {
    audit::Event out;
    out.at = 1'790'000'000'000;
    out.interaction = "read";
    out.peer = "hospital";
    out.address = "192.0.2.7";
    out.request = request;
    out.document = "01990000-0000-7000-8000-000000000001";
    out.version = 1;
    return out;
}

// The events of requests FIRST, FIRST+1 …
inline void add_events(store::Store& store, int first, int count) {
    test::must(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        for (int i = 0; i < count; ++i) {
            TRY_VOID(transaction.audit(read_event("r" + std::to_string(first + i))));
        }
        return {};
    }));
}

inline PendingEvents pending(const store::Store& store, const std::string& target, const std::string& node,
                             std::size_t limit = 1000) {
    return test::must(store.read_value<PendingEvents>(
        [&](const store::Snapshot& snapshot) { return pending_events(snapshot, target, node, limit); }));
}

// Moves the position behind this event, as `renkei audit forward-skip` does.
inline bool skip_through(store::Store& store, const std::string& target, const std::string& node,
                         std::uint64_t sequence) {
    const PendingEvents waiting = pending(store, target, node);
    bool out = false;
    test::must(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(out, advance(transaction, target, node, waiting.recorded,
                         {sequence, waiting.rows.at(sequence - waiting.from.sequence - 1).hash}));
        return {};
    }));
    return out;
}

// What a forwarder wrote, for any thread.
class Notices {
public:
    void add(const ForwardNotice& notice) {
        const std::scoped_lock lock(mutex_);
        all_.push_back(notice);
    }
    std::vector<ForwardNotice> all() const {
        const std::scoped_lock lock(mutex_);
        return all_;
    }
    bool has(ForwardNotice::Kind kind, const std::string& reason = {}, std::uint64_t sequence = 0) const {
        const std::vector<ForwardNotice> now = all();
        return std::ranges::any_of(now, [&](const ForwardNotice& it) {
            return it.kind == kind && (reason.empty() || it.reason == reason) &&
                   (sequence == 0 || it.sequence == sequence);
        });
    }

private:
    mutable std::mutex mutex_;
    std::vector<ForwardNotice> all_{};
};

class Forwarding {
public:
    Forwarding() = default;
    Forwarder& start(std::unique_ptr<Receiver> receiver, unsigned batch = 100,
                     std::vector<std::string> nodes = {"a"}) {
        using namespace std::chrono_literals;
        forwarder.reset(); // its thread ends before another one begins
        forwarder = std::make_unique<Forwarder>(
            *store, Target{.name = "arr", .url = "", .batch = batch}, nodes, std::move(receiver),
            ForwarderSettings{.poll = 5ms,
                              .initial_backoff = 5ms,
                              .max_backoff = 20ms,
                              .on_notice = [this](const ForwardNotice& notice) { notices.add(notice); }});
        forwarder->start();
        return *forwarder;
    }
    bool waits_for_nothing(const std::string& node = "a") const {
        return outbox::eventually([&] { return pending(*store, "arr", node, 0).waiting() == 0; });
    }

    outbox::StoreFixture site{};
    std::unique_ptr<store::Store> store = site.open();
    Notices notices{};
    std::unique_ptr<Forwarder> forwarder{}; // first to end
};

} // namespace renkei::auditforward
