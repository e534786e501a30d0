#include "tests/outbox/outbox_kit.h"

#include "gateway/network/audit/facts.h"
#include "gateway/network/store/rows/uuid7.h"

#include <nlohmann/json.hpp>

namespace renkei::outbox {
namespace {

std::string number_of(int peer) { return "991010000" + std::to_string(peer); }
constexpr int peers_there_are = 10;

store::NewVersion document(const store::Store& store, const std::string& bytes) {
    store::NewVersion out;
    out.key = {seal::sha256("sender"), seal::sha256(store::new_uuid7(0))};
    out.version.sha = seal::sha256(bytes);
    out.version.syntax = "csv";
    out.version.media_type = "text/csv";
    out.version.title = "title";
    out.version.submitter = "hospital";
    out.version.size = bytes.size();
    out.content = must(store.prepare(out.version.title, {{store::BodyKind::original, bytes}}));
    out.parties.senders = {policy::identifier_of({"office", "9970100013"})};
    for (int i = 0; i < peers_there_are; ++i) {
        out.parties.receivers.push_back(policy::identifier_of({"office", number_of(i)}));
    }
    return out;
}

diag::Result<store::Delivery> add(store::Transaction& transaction, const store::NewVersion& made,
                                  const std::string& peer, const std::string& order) {
    TRY(const store::Version version, transaction.add(made, 0));
    const base::Millis now = version.created;
    store::Delivery out{.id = store::new_uuid7(now),
                        .document = version.document,
                        .version = version.number,
                        .peer = peer,
                        .order = seal::sha256(order)};
    out.created = out.changed = out.due = now;
    TRY_VOID(transaction.add(out));
    return out;
}

} // namespace

bool eventually(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

StoreFixture::StoreFixture()
    : own_(std::in_place),
      folder_(own_->path()),
      ring_(must(seal::KeyRing::create(folder_ / "keys"))) {
    for (int i = 0; i < peers_there_are; ++i) {
        const std::string id = "p" + std::to_string(i);
        peers.push_back({.id = id,
                         .numbers = {{"office", number_of(i)}},
                         .delivery_method = policy::DeliveryMethod::gateway,
                         .address = "https://" + id + ".example.jp/"});
    }
}

StoreFixture::StoreFixture(const std::filesystem::path& folder)
    : folder_(folder),
      ring_(must(seal::KeyRing::read(folder / "keys"))) {
    peers = StoreFixture().peers;
}

store::StoreSettings StoreFixture::settings(const std::string& node) const {
    store::StoreSettings out;
    out.file = folder_ / "store.db";
    out.node = node;
    return out;
}

std::unique_ptr<store::Store> StoreFixture::open(const std::string& node) const {
    return must(store::Store::open(settings(node), ring_, clock));
}

store::Delivery queue(store::Store& store, const std::string& peer, const std::string& order,
                      const std::string& bytes) {
    const store::NewVersion made = document(store, bytes);
    store::Delivery out;
    must(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(out, add(transaction, made, peer, order));
        return {};
    }));
    return out;
}

store::Delivery add_version(store::Store& store, const store::Delivery& before, const std::string& bytes) {
    store::NewVersion made = document(store, bytes);
    store::Delivery out = before;
    must(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(const std::optional<store::DocumentKey> key, transaction.key(before.document));
        made.key = key.value();
        TRY(const store::Version version, transaction.add(made, before.version));
        out = {.id = store::new_uuid7(version.created),
               .document = version.document,
               .version = version.number,
               .peer = before.peer,
               .order = before.order};
        out.created = out.changed = out.due = version.created;
        return transaction.add(out);
    }));
    return out;
}

documents::Receipt withdraw_document(const StoreFixture& site, store::Store& store,
                                     const std::string& document) {
    const policy::Peer sender{
        .id = "manager", .role = policy::Role::care_manager, .numbers = {{"office", "9970100013"}}};
    const auto peers = std::make_shared<const std::vector<policy::Peer>>(site.peers);
    return documents::Intake(store, [&] { return peers; }, {}).withdraw(document, {.peer = &sender});
}

void queue_many(store::Store& store, int deliveries, int peers) {
    std::vector<store::NewVersion> made;
    for (int i = 0; i < deliveries; ++i) {
        made.push_back(document(store, std::to_string(i)));
    }
    must(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        for (int i = 0; i < deliveries; ++i) {
            TRY_VOID(add(transaction, made[static_cast<std::size_t>(i)], "p" + std::to_string(i % peers),
                         std::to_string(i)));
        }
        return {};
    }));
}

store::Delivery delivery(const store::Store& store, const std::string& id) {
    return must(store.read_value<std::optional<store::Delivery>>(
                    [&](const store::Snapshot& snapshot) { return snapshot.delivery(id); }))
        .value();
}

std::uint64_t count(const store::Store& store, store::DeliveryState state) {
    using Counts = std::map<store::DeliveryState, std::uint64_t>;
    return must(store.read_value<Counts>(
        [](const store::Snapshot& snapshot) { return snapshot.delivery_counts(); }))[state];
}

void set(store::Store& store, std::string_view setting, std::string_view value) {
    must(store.write([&](store::Transaction& transaction) { return transaction.set(setting, value); }));
}

std::size_t audited(const store::Store& store, const std::string& outcome) {
    std::size_t out = 0;
    must(store.read([&](const store::Snapshot& snapshot) {
        return snapshot.audit([&](const store::AuditRow& row) {
            out += nlohmann::json::parse(must(audit::audit_event_of(row.event, row.node))).at("outcome") ==
                           outcome
                       ? 1U
                       : 0U;
            return true;
        });
    }));
    return out;
}

Attempt FakeTransport::send(const policy::Peer& peer, const OutboundMessage& message) {
    {
        const std::scoped_lock lock(mutex_);
        tried_[peer.id].push_back(message.bytes);
    }
    if (!is_there) {
        return {.result = AttemptResult::retry,
                .scope = FailureScope::connection,
                .reason = diag::ReasonCode::connection_refused};
    }
    Attempt out = behaviour_ ? behaviour_(peer, message)
                             : Attempt{.result = AttemptResult::delivered,
                                       .location = "/documents/of-" + message.bytes};
    if (out.result == AttemptResult::delivered) {
        const std::scoped_lock lock(mutex_);
        delivered_[peer.id].push_back(message.bytes);
    }
    return out;
}

std::vector<std::string> FakeTransport::delivered(const std::string& peer) const {
    const std::scoped_lock lock(mutex_);
    const auto it = delivered_.find(peer);
    return it == delivered_.end() ? std::vector<std::string>() : it->second;
}

std::vector<std::string> FakeTransport::tried(const std::string& peer) const {
    const std::scoped_lock lock(mutex_);
    const auto it = tried_.find(peer);
    return it == tried_.end() ? std::vector<std::string>() : it->second;
}

OutboxSettings quick() {
    OutboxSettings out{.slow_ms = 30, .poll_ms = 20, .sweep_ms = 50, .store_retry_ms = 10};
    out.schedule = {.initial_backoff_ms = 20,
                    .max_backoff_ms = 100,
                    .lease_ms = 2000,
                    .initial_probe_ms = 2,
                    .max_probe_ms = 20,
                    .max_overload_backoff_ms = 50};
    return out;
}

PrepareMessage show_original() {
    return [](const store::Snapshot& snapshot, const store::Version& version,
              const policy::Peer&) -> diag::Result<MessageBuilder> {
        TRY(const std::optional<std::string> bytes, snapshot.body(version, store::BodyKind::original));
        return MessageBuilder(
            [message = OutboundMessage{.bytes = bytes.value_or(""), .media_type = version.media_type}] {
                return diag::Result<OutboundMessage>(message);
            });
    };
}

void put_peers(const StoreFixture& site, store::Store& store) {
    must(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        for (const policy::Peer& peer : site.peers) {
            TRY_VOID(transaction.put(peer));
        }
        return {};
    }));
}

Sender sender(const StoreFixture& site, store::Store& store, Transport& transport,
              PrepareMessage prepare_message) {
    put_peers(site, store);
    return {store, [peers = std::make_shared<const std::vector<policy::Peer>>(site.peers)] { return peers; },
            [] { return nullptr; },
            [&transport](policy::DeliveryMethod delivery_method) {
                return delivery_method == policy::DeliveryMethod::none ? nullptr : &transport;
            },
            std::move(prepare_message)};
}

} // namespace renkei::outbox
