#include "gateway/app/daemon/daemon.h"

#include "gateway/app/daemon/process_gauges.h"
#include "gateway/app/daemon/user_codes.h"
#include "gateway/app/daemon/watched_folders.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/http/address.h"
#include "gateway/network/runtime/file_watch.h"
#include "gateway/network/server/gateway_callbacks.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/store/deliveries/closed_deliveries.h"
#include "gateway/network/tls/own_certificate.h"
#include "gateway/network/transports/folder_transport.h"
#include "generated/messages/audit.h"
#include "generated/messages/policy.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

namespace renkei::daemon {
namespace {

using Done = diag::Result<void>;

constexpr std::chrono::seconds stop_timeout{20}; // for requests that are under way when the gateway stops

unsigned workers_of(const server::Settings& settings) {
    return settings.workers != 0 ? settings.workers : std::max(1U, std::thread::hardware_concurrency());
}

Done rewrap(Installation& installation) {
    TRY(const seal::KeyRing ring, seal::KeyRing::read(installation.settings().master_key));
    TRY(const store::RekeyCount count, installation.store().rekey(ring));
    (void)count; // `renkei key rotate` prints it
    return {};
}

// The master keys: when the file has a new one, all data keys are wrapped again under it.
runtime::PeriodicTask keys_task(Installation& installation) {
    const auto watch = std::make_shared<runtime::FileWatch>(std::vector{installation.settings().master_key});
    const auto is_due = [&installation, watch](runtime::Trigger cause) {
        if (!may_exist(installation.settings().master_key)) { // KeyFileWatch logs it
            watch->again();
            return false;
        }
        return watch->changed() || cause == runtime::Trigger::signal;
    };
    return runtime::when_due("keys", is_due, [&installation, watch] {
        Done done = rewrap(installation);
        if (!done) {
            watch->again();
        }
        return done;
    });
}

// Once at the start and then at each interval; a failed run is repeated after a second.
runtime::PeriodicTask every(std::chrono::seconds interval, std::string_view name, std::function<Done()> run) {
    const auto last = std::make_shared<std::chrono::steady_clock::time_point>();
    return {name, [run = std::move(run), last, interval](runtime::Trigger) -> Done {
                const auto now = std::chrono::steady_clock::now();
                if (now - *last < interval && *last != std::chrono::steady_clock::time_point{}) {
                    return {};
                }
                TRY_VOID(run());
                *last = now;
                return {};
            }};
}

// The end of the audit chain, as a line of an anchor. The log is kept elsewhere than the store, so a
// truncated chain can be proved.
Done log_anchor(Installation& installation, runtime::Log& log) {
    TRY(const store::AuditEnd end, installation.store().read_value<store::AuditEnd>(
                                       [](const store::Snapshot& snapshot) { return snapshot.audit_end(); }));
    log.event("audit-anchor", {{"node", installation.settings().store.node},
                               {"sequence", std::to_string(end.sequence)},
                               {"hash", seal::to_hex(end.hash)}});
    return {};
}

// A certificate may expire while the gateway runs: clients then refuse the connection, and only the gateway's
// log has the reason.
Done check_own_certificates_now(const server::Settings& settings) {
    const std::int64_t now = base::SystemClock().now() / 1000;
    TRY_VOID(
        tls::check_own_certificate(settings.http.credentials.certificate, tls::CertificateUse::server, now));
    return settings.client_certificate.empty()
               ? Done()
               : tls::check_own_certificate(settings.client_certificate, tls::CertificateUse::client, now);
}

// Documents and handshakes of many threads leave holes in the heap, which glibc keeps. Whole free pages are
// returned to the system.
Done release_memory() {
    ::malloc_trim(0);
    return {};
}

// A folder keeps the mark of a delivered file as long as the delivery could be repeated.
diag::Result<void> forget_handed_over(Installation& installation) {
    using namespace std::chrono;
    const auto before = std::filesystem::file_time_type::clock::now() -
                        milliseconds(installation.settings().schedule.expire_ms) - hours(24);
    TRY(const std::vector<policy::Peer> peers,
        installation.store().read_value<std::vector<policy::Peer>>(
            [](const store::Snapshot& snapshot) { return snapshot.peers(); }));
    for (const policy::Peer& peer : peers) {
        if (peer.delivery_method == policy::DeliveryMethod::folder) {
            transports::forget_handed_over(peer.address, before);
        }
    }
    return {};
}

// Deletes superseded versions and withdrawn documents after the configured number of days, with deliveries
// that are no longer needed; expired idempotent responses; expired marks of files that were delivered to
// folders. One commit deletes a bounded number of rows, so that other writers do not wait long.
diag::Result<void> run_retention(Installation& installation) {
    constexpr base::Millis day = 24LL * 3'600'000;
    const unsigned days = installation.settings().retention_days;
    // 0: only rows with an expiry of their own
    const base::Millis before = days == 0 ? 0 : installation.clock().now() - days * day;
    std::uint64_t gone = 1;
    while (gone > 0) {
        TRY_VOID(installation.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY(gone, transaction.retain(before));
            return {};
        }));
    }
    return forget_handed_over(installation);
}

} // namespace

diag::Result<std::unique_ptr<Daemon>> Daemon::start(const server::Settings& settings, Preflight preflight) {
    std::unique_ptr<Daemon> out(new Daemon());
    TRY(out->installation_, Installation::open(settings, Opener::service));
    out->log_created();
    TRY_VOID(out->open(std::move(preflight)));
    return out;
}

// A start that created a store instead of finding one would go unnoticed.
void Daemon::log_created() {
    if (installation_->created().key) {
        log_.event("key-created", {{"file", settings().master_key.string()}});
    }
    if (installation_->created().store) {
        log_.event("store-created",
                   {{"file", settings().store.engine == store::Engine::sqlite ? settings().store.file.string()
                                                                              : "PostgreSQL"}});
    }
}

Done Daemon::open(Preflight preflight) {
    gateway_ = std::make_unique<server::ServerContext>(installation_->store(), preflight.definitions,
                                                       settings().documents, workers_of(settings()),
                                                       std::chrono::milliseconds(settings().worker_wait_ms));
    gateway_->set_default_values(std::move(preflight.values));
    TRY_VOID(set_hub(std::move(preflight.hub)));
    gateway_->set_user_codes(std::move(preflight.user_codes));
    TRY_VOID(reload_peers());
    trust_ = std::move(preflight.trust);
    TRY(deliveries_, Deliveries::start(*gateway_, settings(), *trust_, log_));
    gateway_->on_queued([this] { deliveries_->wake(); }); // a new document is delivered at once
    gateway_->on_dead(
        [this](const std::vector<store::Delivery>& dead) { deliveries_->log_dead_letters(dead); });
    TRY(audit_forwarding_, AuditForwarding::start(installation_->store(), settings(), *trust_, log_));
    audit_ = std::make_unique<AuditWatch>(installation_->store(), log_);
    scrub_ = std::make_unique<ScrubTask>(installation_->store(), log_);
    store_watch_ = std::make_unique<StoreWatch>(installation_->store(), log_, [this] {
        is_store_moved_ = true;
        ::kill(::getpid(), SIGTERM); // ends as on a SIGTERM of the operator
    });
    key_file_watch_ = std::make_unique<KeyFileWatch>(settings().master_key, log_);
    if (const store::LostEvents lost = installation_->store().health().events_lost; lost.count != 0) {
        log_.event(
            diag::row(message::audit_events_lost).id,
            {{"node", settings().store.node}, {"times", std::to_string(lost.count)}, {"file", lost.file}});
    }
    if (installation_->store().health().is_audit_spool_elsewhere) {
        log_.event("audit-spool-elsewhere", {{"node", settings().store.node}});
    }
    http::ServerCallbacks callbacks = server::make_server_callbacks(
        *gateway_, *trust_, service::canonical_base(*preflight.definitions->catalogue),
        [this] { return gauges(); });
    callbacks.name = settings().http.name;
    callbacks.user_of = server::make_user_reader(settings().tokens, *gateway_);
    TRY(http_, http::Server::open(settings().http, server::bound(server::routes_of(*gateway_), *gateway_),
                                  std::move(callbacks), log_));
    TRY(folders_, watch_folders(settings(), *gateway_, ignored_files_, log_));
    scheduler_ = std::make_unique<runtime::TaskScheduler>(tasks(), log_, failing_tasks_);
    background_scheduler_ =
        std::make_unique<runtime::TaskScheduler>(background_tasks(), log_, failing_tasks_);
    return {};
}

// Unreadable entries are logged once for each list, not once a second.
Done Daemon::reload_peers() {
    TRY_VOID(gateway_->reload_peers());
    if (std::shared_ptr<const policy::PeerList> fresh = gateway_->peers(); fresh != peers_) {
        peers_ = std::move(fresh);
        peer_certificates_.set(*peers_);
        for (const policy::Peer& peer : *peers_) {
            if (!peer.unreadable.empty()) {
                log_.event(diag::row(message::peer_unread).id, {{"peer", peer.id}});
            }
        }
    }
    return {};
}

// All of them, or the last ones stay.
Done Daemon::reload_mappings() {
    TRY(std::shared_ptr<const documents::LoadedDefinitions> definitions,
        load_definitions(settings().mappings));
    TRY(std::shared_ptr<const access::Hub> hub, load_hub(settings()));
    if (hub == nullptr) {
        diag::Result<std::shared_ptr<const sharing::UserCodes>> codes = load_user_codes(settings().mappings);
        if (codes) {
            gateway_->set_user_codes(*std::move(codes));
        } else if (has_token_issuer(*gateway_->peers())) {
            return tl::make_unexpected(std::move(codes.error()));
        }
    }
    gateway_->workers().publish(std::move(definitions));
    return set_hub(std::move(hub));
}

// What other rules closed is decided again: invalidated before, so that the last rules stay if that fails,
// and after, because a poll may have decided by them meanwhile.
Done Daemon::set_hub(std::shared_ptr<const access::Hub> hub) {
    const auto invalidate = [&] {
        return installation_->store().write(
            [](store::Transaction& transaction) { return store::invalidate_closed(transaction); });
    };
    if (hub == nullptr) {
        gateway_->set_hub(nullptr);
        return {};
    }
    TRY_VOID(invalidate());
    gateway_->set_hub(std::move(hub));
    return invalidate();
}

std::vector<http::Gauge> Daemon::gauges() const {
    std::vector<http::Gauge> out = deliveries_->gauges();
    for (const std::vector<http::Gauge>& more :
         {process_gauges(), disk_gauges(settings().store), own_certificate_gauges(settings()),
          peer_certificates_.get(), scrub_->gauges(), audit_forwarding_->gauges()}) {
        out.insert(out.end(), more.begin(), more.end());
    }
    out.push_back({"renkei_audit_damaged",
                   "breaks in the chains of audit events that this process has found; 0: none so far",
                   static_cast<double>(audit_->damage())});
    // the check reads the event of this start, too
    const std::uint64_t lost = std::max(audit_->lost(), installation_->store().health().events_lost.count);
    out.push_back(
        {"renkei_audit_events_lost",
         "audit events that were damaged before they reached a chain, as the chains report; 0: none",
         static_cast<double>(lost)});
    out.push_back({"renkei_tasks_failing", "periodic tasks whose last run failed (log: task-failed); 0: none",
                   static_cast<double>(failing_tasks_.load())});
    out.push_back({"renkei_key_file_missing",
                   "1: the file of the master keys (keys.master) is not there, so the gateway could not "
                   "start again; 0: it is",
                   key_file_watch_->is_missing() ? 1.0 : 0.0});
    if (!settings().folders.empty()) {
        const std::size_t shut = count_disabled_folders(settings(), *gateway_->peers());
        out.push_back({"renkei_folders_disabled",
                       "watched folders whose files wait because their peer is unknown or revoked",
                       static_cast<double>(shut)});
        out.push_back(
            {"renkei_folder_files_ignored",
             "files in watched folders that are not taken: partial names, no plain files, beside inbox",
             static_cast<double>(ignored_files_.load())});
    }
    return out;
}

// Short tasks: a change of peers, trust or certificates takes effect within a second.
std::vector<runtime::PeriodicTask> Daemon::tasks() {
    const auto when = [](runtime::Trigger cause) { return cause == runtime::Trigger::signal; };
    return {
        {"store",
         [this](runtime::Trigger) -> Done {
             store_watch_->check(); // first, because the others may wait for the store
             return {};
         }},
        {"key-file",
         [this](runtime::Trigger) -> Done {
             key_file_watch_->check();
             return {};
         }},
        {"peers", [this](runtime::Trigger) { return reload_peers(); }},
        {"trust",
         [this, when](runtime::Trigger cause) {
             return trust_->refresh(when(cause) ? http::ReloadableTrust::Reload::always
                                                : http::ReloadableTrust::Reload::if_changed);
         }},
        // the log has the reason if no client is accepted
        {"revocations",
         [this](runtime::Trigger) {
             return trust_->current()->check_crls(installation_->store().clock().now() / 1000);
         }},
        {"listeners",
         [this, when](runtime::Trigger cause) {
             return http_->reload_tls_files(when(cause) ? http::ReloadableTlsContext::Reload::always
                                                        : http::ReloadableTlsContext::Reload::if_changed);
         }},
        {"refusals", [this](runtime::Trigger) { return http_->report_refusals(); }},
        {"clock", [this](runtime::Trigger) { return store_watch_->check_clock(); }},
        {"damage-seen", [this](runtime::Trigger) { return scrub_->check_seen(); }},
        {"client-certificate",
         [this](runtime::Trigger) -> Done {
             TRY_VOID(deliveries_->refresh());
             return audit_forwarding_->refresh();
         }},
    };
}

// In a thread of their own, because they may take minutes in a large store.
std::vector<runtime::PeriodicTask> Daemon::background_tasks() {
    return {
        runtime::when_due(
            "mappings", [](runtime::Trigger cause) { return cause == runtime::Trigger::signal; },
            [this] { return reload_mappings(); }),
        keys_task(*installation_),
        every(std::chrono::hours(1), "retention", [this] { return run_retention(*installation_); }),
        every(std::chrono::hours(1), "own-certificate",
              [this] { return check_own_certificates_now(settings()); }),
        every(std::chrono::hours(1), "audit-anchor", [this] { return log_anchor(*installation_, log_); }),
        every(std::chrono::hours(1), "audit-chain", [this] { return audit_->check(); }),
        every(ScrubTask::interval, "scrub", [this] { return scrub_->go_on(); }),
        every(std::chrono::seconds(10), "memory",
              [this] {
                  installation_->store().evict_expired_bodies();
                  return release_memory();
              }),
    };
}

std::string Daemon::address() const {
    return "https://" +
           http::to_text({.host = settings().http.listen.host, .port = http_->port(http::ListenerKind::tls)});
}

std::string Daemon::management() const {
    return "http://" + http::to_text({.host = settings().http.management.host,
                                      .port = http_->port(http::ListenerKind::management)});
}

void Daemon::reload() {
    scheduler_->wake();
    background_scheduler_->wake();
    audit_forwarding_->wake();
}

void Daemon::stop() {
    audit_forwarding_->request_stop();
    background_scheduler_.reset();
    scheduler_.reset();
    folders_.reset();
    http_->stop(stop_timeout);
    deliveries_->stop();
    audit_forwarding_->stop();
}

} // namespace renkei::daemon
