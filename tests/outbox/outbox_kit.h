// A store with documents and deliveries, a transport that does what a test says, and an outbox with quick
// settings.
#pragma once

#include "gateway/network/documents/intake.h"
#include "gateway/network/outbox/outbox.h"
#include "gateway/network/seal/key_ring.h"

#include "tests/support/must.h"
#include "tests/support/temporary_folder.h"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace renkei::outbox {

using test::must;

// The real time, which a test may set forward and back.
class ShiftedClock final : public base::Clock {
public:
    base::Millis now() const override { return base::SystemClock().now() + shift_; }
    void shift(base::Millis by) { shift_ += by; }

private:
    std::atomic<base::Millis> shift_ = 0;
};

// Waits until it holds, at most a minute.
bool eventually(const std::function<bool()>& holds);

// A store in a folder; peers p0 … p9 by gateway, each a receiver of every document.
class StoreFixture {
public:
    StoreFixture();
    // for a folder that exists already, or will exist longer than this object
    explicit StoreFixture(const std::filesystem::path& folder);
    std::unique_ptr<store::Store> open(const std::string& node = "a") const;

    const std::filesystem::path& folder() const { return folder_; }
    store::StoreSettings settings(const std::string& node) const;
    ShiftedClock clock{};
    std::vector<policy::Peer> peers{};

private:
    std::optional<test::TemporaryFolder> own_{};
    std::filesystem::path folder_;
    seal::KeyRing ring_{};
};

// Puts a document of this content into the store, with a delivery to the peer.
store::Delivery queue(store::Store& store, const std::string& peer, const std::string& order,
                      const std::string& bytes);
// The next version of its document, with a delivery to the same peer behind it.
store::Delivery add_version(store::Store& store, const store::Delivery& before, const std::string& bytes);
// Withdraws the document for its sender, as a request to the gateway does.
documents::Receipt withdraw_document(const StoreFixture& site, store::Store& store,
                                     const std::string& document);
// Queues deliveries, each with its own order, for p0, p1 … of `peers` peers in turn; contents "0", "1" …
void queue_many(store::Store& store, int deliveries, int peers = 1);
store::Delivery delivery(const store::Store& store, const std::string& id);
std::uint64_t count(const store::Store& store, store::DeliveryState state);
void set(store::Store& store, std::string_view setting, std::string_view value);
// Audit events of deliveries with this outcome code of BALP.
std::size_t audited(const store::Store& store, const std::string& outcome);

class FakeTransport final : public Transport {
public:
    using Behaviour = std::function<Attempt(const policy::Peer&, const OutboundMessage&)>;
    explicit FakeTransport(Behaviour behaviour = {}) : behaviour_(std::move(behaviour)) {}
    Attempt send(const policy::Peer& peer, const OutboundMessage& message) override;
    UnreachableReason probe(const policy::Peer&) override {
        ++probes;
        return is_there ? UnreachableReason() : UnreachableReason(why.load());
    }
    // Contents in the order in which they were delivered to this peer; every content that was tried.
    std::vector<std::string> delivered(const std::string& peer) const;
    std::vector<std::string> tried(const std::string& peer) const;

    std::atomic<bool> is_there = true;                                        // if not, sending fails, too
    std::atomic<diag::ReasonCode> why = diag::ReasonCode::connection_refused; // while it is not there
    std::atomic<int> probes = 0;

private:
    Behaviour behaviour_;
    mutable std::mutex mutex_;
    std::map<std::string, std::vector<std::string>> tried_;
    std::map<std::string, std::vector<std::string>> delivered_;
};

// A gate that blocks until it is opened.
class Gate {
public:
    void pass() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        opened_.wait(lock, [&] { return is_open_; });
    }
    void open() {
        const std::scoped_lock lock(mutex_);
        is_open_ = true;
        opened_.notify_all();
    }
    int waiting() const {
        const std::scoped_lock lock(mutex_);
        return waiting_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable opened_;
    bool is_open_ = false;
    int waiting_ = 0;
};

OutboxSettings quick();
// Shows the original's bytes.
PrepareMessage show_original();
void put_peers(const StoreFixture& site, store::Store& store);
// The site's peers stand in the store, too, as they are now.
Sender sender(const StoreFixture& site, store::Store& store, Transport& transport,
              PrepareMessage prepare_message = show_original());

} // namespace renkei::outbox
