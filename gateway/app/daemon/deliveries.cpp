#include "gateway/app/daemon/deliveries.h"

#include "gateway/network/documents/fetch.h"
#include "gateway/network/mhd/provide/provide_bundle.h"
#include "gateway/network/transports/folder_transport.h"
#include "gateway/network/transports/gateway_transport.h"
#include "gateway/network/transports/https_transport.h"
#include "gateway/network/transports/mhd_transport.h"
#include "gateway/network/transports/render_message.h"

#include <algorithm>

namespace renkei::daemon {
namespace {

using store::DeliveryState;

// for a conversion worker: deliveries can wait, callers come first
constexpr std::chrono::milliseconds max_worker_wait{5000};

struct StateGauge {
    DeliveryState state;
    std::string_view name;
    std::string_view help;
};
constexpr StateGauge state_gauges[] = {
    {DeliveryState::waiting, "renkei_outbox_waiting", "deliveries that wait"},
    {DeliveryState::sending, "renkei_outbox_sending", "deliveries under way"},
    {DeliveryState::dead, "renkei_outbox_dead", "deliveries that failed for good"},
    {DeliveryState::mailbox, "renkei_outbox_mailbox", "deliveries that wait to be fetched"},
};

// Deliveries to revoked peers are held on purpose: counted apart, and without an age.
diag::Result<std::vector<http::Gauge>>
stored_gauges(const store::Snapshot& snapshot, const std::vector<std::string>& revoked, base::Millis now) {
    TRY(const auto counts, snapshot.delivery_counts());
    TRY(const std::uint64_t held, snapshot.count_unfinished(revoked));
    TRY(const std::optional<base::Millis> oldest, snapshot.oldest_waiting(revoked));
    std::vector<http::Gauge> out;
    for (const StateGauge& row : state_gauges) {
        const auto found = counts.find(row.state);
        out.push_back({std::string(row.name), std::string(row.help),
                       found == counts.end() ? 0 : static_cast<double>(found->second)});
    }
    out.push_back({"renkei_outbox_held", "deliveries that wait because their peer is revoked",
                   static_cast<double>(held)});
    out.push_back({"renkei_outbox_oldest_seconds", "age of the oldest delivery that waits and is not held",
                   oldest ? static_cast<double>(now - *oldest) / 1000 : 0});
    return out;
}

std::vector<std::string> revoked_of(const policy::PeerList& peers) {
    std::vector<std::string> out;
    for (const policy::Peer& peer : peers) {
        if (peer.revoked) {
            out.push_back(peer.id);
        }
    }
    return out;
}

void log_not_recorded(runtime::Log& log, const outbox::CycleProblem& problem) {
    log.event("deliveries-not-recorded",
              {{"problem", problem.error ? diag::row(*problem.error).id : std::string_view()},
               {"waiting", std::to_string(problem.records)},
               {"reworded", std::to_string(problem.reworded)},
               {"dropped", std::to_string(problem.dropped)}});
}

// The reason as a code: text of a receiver is never logged.
void log_dead(runtime::Log& log, const outbox::DeadDeliveries& dead) {
    for (const store::Delivery& each : dead.deliveries) {
        log.event("delivery-dead", {{"delivery", each.id},
                                    {"peer", each.peer},
                                    {"reason", each.reason.log_code()},
                                    {"attempts", std::to_string(each.attempts)}});
    }
    if (dead.more > 0) {
        log.event("deliveries-dead",
                  {{"peer", dead.deliveries.front().peer}, {"count", std::to_string(dead.more)}});
    }
}

// Likewise.
void log_peer(runtime::Log& log, const std::string& peer, const outbox::UnreachableReason& why) {
    if (why) {
        log.event("peer-unreachable", {{"peer", peer}, {"reason", why->log_code()}});
    } else {
        log.event("peer-reachable", {{"peer", peer}});
    }
}

// The metadata of a document come from its FHIR view; an attachment has none.
diag::Result<std::string> fhir_of(const store::Store& store, const store::Version& version) {
    if (!version.has_fhir) {
        return std::string();
    }
    return store.read_value<std::string>(
        [&](const store::Snapshot& snapshot) { return documents::load_fhir(snapshot, version); });
}

// Builds the ITI-65 transaction bundle of a delivery for a peer that speaks IHE MHD. The store outlives it.
transports::ProvideBundle mhd_bundle_source(const store::Store& store) {
    return
        [&store](const policy::Peer&, const outbox::OutboundMessage& message) -> diag::Result<std::string> {
            TRY(std::string fhir, fhir_of(store, message.version));
            TRY(const std::unique_ptr<mhd::DocumentView> view,
                mhd::DocumentView::open(message.version, std::move(fhir)));
            return mhd::provide_bundle(*view, {.bytes = message.bytes,
                                               .media_type = message.media_type,
                                               .replaces = message.known_as,
                                               .receivers = message.receivers});
        };
}

} // namespace

struct Deliveries::Transports {
    Transports(server::ServerContext& gateway, Poco::Net::Context::Ptr context,
               const http::ReloadableTrust& trust, const outbox::OutboxSettings& settings)
        : pool(std::move(context), {}, [&trust] { return trust.current(); }),
          other_gateways(pool, gateway.store().clock()),
          others(pool, gateway.store().clock()),
          recipients(pool, gateway.store().clock(), mhd_bundle_source(gateway.store())),
          folders(transports::claims_in(gateway.store())),
          outbox(gateway.store(),
                 outbox::Sender(
                     gateway.store(), [&gateway] { return gateway.peers(); },
                     [&gateway] { return gateway.hub(); },
                     [this](policy::DeliveryMethod delivery_method) { return transport(delivery_method); },
                     transports::render_messages(gateway.workers(), max_worker_wait)),
                 settings) {}

    outbox::Transport* transport(policy::DeliveryMethod delivery_method) {
        switch (delivery_method) {
        case policy::DeliveryMethod::gateway: return &other_gateways;
        case policy::DeliveryMethod::mhd: return &recipients;
        case policy::DeliveryMethod::https: return &others;
        case policy::DeliveryMethod::folder: return &folders;
        case policy::DeliveryMethod::none:
        case policy::DeliveryMethod::mailbox: return nullptr;
        }
        return nullptr;
    }

    client::HttpPool pool;
    transports::GatewayTransport other_gateways;
    transports::HttpsTransport others;
    transports::MhdTransport recipients;
    transports::FolderTransport folders;
    outbox::Outbox outbox; // first to end
};

Deliveries::Deliveries(server::ServerContext& gateway, const server::Settings& settings,
                       const http::ReloadableTrust& trust, runtime::Log& log)
    : gateway_(gateway),
      settings_{.schedule = settings.schedule,
                .threads = settings.delivery_threads,
                .on_cycle = [&log](const outbox::CycleProblem& problem) { log_not_recorded(log, problem); },
                .on_peer = [&log](const std::string& peer,
                                  const outbox::UnreachableReason& why) { log_peer(log, peer, why); },
                .on_dead = [&log](const outbox::DeadDeliveries& dead) { log_dead(log, dead); }},
      context_(settings),
      trust_(trust) {}

Deliveries::~Deliveries() { stop(); }

diag::Result<std::unique_ptr<Deliveries>> Deliveries::start(server::ServerContext& gateway,
                                                            const server::Settings& settings,
                                                            const http::ReloadableTrust& trust,
                                                            runtime::Log& log) {
    std::unique_ptr<Deliveries> out(new Deliveries(gateway, settings, trust, log));
    TRY_VOID(out->open());
    return out;
}

diag::Result<void> Deliveries::open() {
    TRY(Poco::Net::Context::Ptr context, context_.make());
    transports_ = std::make_unique<Transports>(gateway_, std::move(context), trust_, settings_);
    transports_->outbox.start();
    return {};
}

diag::Result<void> Deliveries::refresh() {
    TRY(Poco::Net::Context::Ptr fresh, context_.make_if_changed());
    if (!fresh.isNull()) {
        transports_->pool.use(std::move(fresh));
    }
    return {};
}

void Deliveries::log_dead_letters(std::vector<store::Delivery> dead) const {
    settings_.on_dead({.deliveries = std::move(dead)});
}

void Deliveries::wake() { transports_->outbox.wake(); }

void Deliveries::stop() {
    if (transports_) { // else it never began
        transports_->outbox.stop();
    }
}

std::vector<http::Gauge> Deliveries::gauges() const {
    const base::Millis now = gateway_.store().clock().now();
    const std::vector<std::string> revoked = revoked_of(*gateway_.peers());
    auto out = gateway_.store()
                   .read_value<std::vector<http::Gauge>>(
                       [&](const store::Snapshot& snapshot) { return stored_gauges(snapshot, revoked, now); })
                   .value_or(std::vector<http::Gauge>{}); // an unreadable store is reported elsewhere
    const outbox::OutboxState state = transports_->outbox.state();
    out.push_back({"renkei_outbox_delivered", "deliveries that this process made since its start",
                   static_cast<double>(state.delivered)});
    out.push_back({"renkei_outbox_unreachable_peers", "peers that cannot be reached",
                   static_cast<double>(state.unreachable_peers)});
    out.push_back({"renkei_outbox_paused", "1: deliveries are paused", state.is_paused ? 1.0 : 0.0});
    return out;
}

} // namespace renkei::daemon
