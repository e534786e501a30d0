#include "gateway/cli/serving.h"

#include "gateway/cli/inputs.h"
#include "gateway/cli/process_gauges.h"
#include "gateway/cli/retention.h"
#include "gateway/cli/watched_folders.h"
#include "gateway/http/address.h"
#include "gateway/http/file_watch.h"
#include "gateway/server/server_callbacks.h"
#include "gateway/server/routes.h"
#include "gateway/tls/own_certificate.h"

#include <algorithm>
#include <csignal>
#include <malloc.h>
#include <thread>
#include <unistd.h>

namespace renkei::cli {
namespace {

using diag::Message;
using Done = diag::Result<void>;

constexpr std::chrono::seconds time_to_stop{20}; // for requests that are under way when the gateway stops

unsigned desks_of(const server::Settings& settings) {
    return settings.workers != 0 ? settings.workers : std::max(1U, std::thread::hardware_concurrency());
}

Done wrap_anew(Site& site) {
    TRY(const seal::KeyRing ring, seal::KeyRing::read(site.settings().master_key));
    TRY(const store::RekeyCount count, site.store().rekey(ring));
    (void)count; // `renkei key rotate` tells it
    return {};
}

// The keys that wrap the store's: when the file has a new one, everything is wrapped anew.
http::PeriodicTask keys_chore(Site& site) {
    const auto watch = std::make_shared<http::FileWatch>(std::vector{site.settings().master_key});
    return {"keys", [&site, watch](http::Trigger cause) -> Done {
                if (!may_be_there(site.settings().master_key)) { // KeyFileWatch logs it
                    watch->again();
                    return {};
                }
                if (!watch->changed() && cause == http::Trigger::interval) {
                    return {};
                }
                Done done = wrap_anew(site);
                if (!done) {
                    watch->again();
                }
                return done;
            }};
}

// Once at the start and then again and again; what cannot be done now is tried again in a second.
http::PeriodicTask every(std::chrono::seconds interval, std::string_view name, std::function<Done()> run) {
    const auto last = std::make_shared<std::chrono::steady_clock::time_point>();
    return {name, [run = std::move(run), last, interval](http::Trigger) -> Done {
                const auto now = std::chrono::steady_clock::now();
                if (now - *last < interval && *last != std::chrono::steady_clock::time_point{}) {
                    return {};
                }
                TRY_VOID(run());
                *last = now;
                return {};
            }};
}

// Where the chain ended, as a line of an anchor: the log is kept elsewhere than the store, so that a cut end can be proved.
Done log_anchor(Site& site, http::Log& log) {
    TRY(const store::AuditEnd end, site.store().read_value<store::AuditEnd>([](const store::Snapshot& snapshot) { return snapshot.audit_end(); }));
    log.event("audit-anchor", {{"node", site.settings().store.node}, {"sequence", std::to_string(end.sequence)}, {"hash", seal::to_hex(end.hash)}});
    return {};
}

// It may have ended while the gateway runs: callers turn away, and only the log of the gateway tells its operator why.
Done look_at_own_certificates(const server::Settings& settings) {
    const std::int64_t now = base::SystemClock().now() / 1000;
    TRY_VOID(tls::check_own_certificate(settings.http.credentials.certificate, tls::CertificateUse::server, now));
    return settings.client_certificate.empty() ? Done() : tls::check_own_certificate(settings.client_certificate, tls::CertificateUse::client, now);
}

// Documents and handshakes of many threads leave holes in the heap that the library keeps for the next ones; whole pages of them go back.
Done give_memory_back() {
    ::malloc_trim(0);
    return {};
}

void say_errors(const diag::Report& report, Language language) {
    for (const diag::Finding& finding : report.findings()) {
        if (finding.severity == diag::Severity::error) {
            say(finding, language);
        }
    }
}

} // namespace

std::unique_ptr<Serving> Serving::start(const server::Settings& site, const Settings& settings) {
    std::unique_ptr<Serving> out(new Serving(settings.mappings));
    diag::Report report;
    Groundwork ground = read_groundwork(site, settings.mappings, report);
    if (report.at_least(diag::Severity::error)) {
        say_errors(report, settings.language);
        return nullptr;
    }
    out->site_ = Site::open(site, Opener::service, settings.language);
    if (!out->site_) {
        return nullptr;
    }
    out->tell_made();
    const Done opened = out->open(std::move(ground));
    if (!opened) {
        say(opened.error(), settings.language);
        return nullptr;
    }
    return out;
}

// A start that should have found a store and made one instead is not noticed otherwise.
void Serving::tell_made() {
    if (site_->made().key) {
        log_.event("key-created", {{"file", settings().master_key.string()}});
    }
    if (site_->made().store) {
        log_.event("store-created", {{"file", settings().store.engine == store::Engine::sqlite ? settings().store.file.string() : "PostgreSQL"}});
    }
}

Done Serving::open(Groundwork ground) {
    gateway_ = std::make_unique<server::Gateway>(site_->store(), ground.knowledge, settings().documents, desks_of(settings()),
                                                 std::chrono::milliseconds(settings().worker_wait_ms));
    TRY_VOID(reload_peers());
    trust_ = std::move(ground.trust);
    TRY(deliveries_, Deliveries::start(*gateway_, settings(), *trust_, log_));
    gateway_->on_queued([this] { deliveries_->poke(); }); // what was newly taken in is delivered at once
    gateway_->on_dead([this](const std::vector<store::Delivery>& dead) { deliveries_->tell_dead(dead); });
    audit_ = std::make_unique<AuditWatch>(site_->store(), log_);
    store_watch_ = std::make_unique<StoreWatch>(site_->store(), log_, [this] {
        is_store_moved_ = true;
        ::kill(::getpid(), SIGTERM); // ends as if its operator had said so
    });
    key_file_watch_ = std::make_unique<KeyFileWatch>(settings().master_key, log_);
    if (const store::LostEvents lost = site_->store().health().events_lost; lost.count != 0) {
        log_.event(diag::row(Message::audit_events_lost).id, {{"node", settings().store.node}, {"times", std::to_string(lost.count)}, {"file", lost.file}});
    }
    if (site_->store().health().is_journal_elsewhere) {
        log_.event("audit-spool-elsewhere", {{"node", settings().store.node}});
    }
    http::ServerCallbacks callbacks = server::make_server_callbacks(*gateway_, *trust_, base_of(*ground.knowledge->catalogue), [this] { return gauges(); });
    TRY(http_, http::Server::open(settings().http, server::bound(server::routes(), *gateway_), std::move(callbacks), log_));
    TRY(folders_, watch_folders(settings(), *gateway_, ignored_files_, log_));
    housekeeping_ = std::make_unique<http::TaskScheduler>(chores(), log_, failing_chores_);
    long_chores_ = std::make_unique<http::TaskScheduler>(long_chores(), log_, failing_chores_);
    return {};
}

// Entries that cannot be read are told of once for each list, not once a second.
Done Serving::reload_peers() {
    TRY_VOID(gateway_->reload_peers());
    if (std::shared_ptr<const policy::PeerList> fresh = gateway_->peers(); fresh != peers_) {
        peers_ = std::move(fresh);
        peer_certificates_.set(*peers_);
        for (const policy::Peer& peer : *peers_) {
            if (!peer.unreadable.empty()) {
                log_.event(diag::row(Message::peer_unread).id, {{"peer", peer.id}});
            }
        }
    }
    return {};
}

std::vector<http::Gauge> Serving::gauges() const {
    std::vector<http::Gauge> out = deliveries_->gauges();
    for (const std::vector<http::Gauge>& more : {process_gauges(), disk_gauges(settings().store), own_certificate_gauges(settings()), peer_certificates_.get()}) {
        out.insert(out.end(), more.begin(), more.end());
    }
    out.push_back({"renkei_audit_damaged", "breaks in the chains of audit events that this process has found; 0: none so far", static_cast<double>(audit_->damage())});
    const std::uint64_t lost = std::max(audit_->lost(), site_->store().health().events_lost.count); // the look comes to an event of this start, too
    out.push_back({"renkei_audit_events_lost", "audit events that were damaged before they came into a chain, as the chains tell; 0: none", static_cast<double>(lost)});
    out.push_back({"renkei_tasks_failing", "periodic tasks whose last run failed (log: task-failed); 0: none", static_cast<double>(failing_chores_.load())});
    out.push_back({"renkei_key_file_missing", "1: the file of the master keys (keys.master) is not there, so the gateway could not start again; 0: it is", key_file_watch_->is_missing() ? 1.0 : 0.0});
    if (!settings().folders.empty()) {
        const std::size_t shut = count_shut(settings(), *gateway_->peers());
        out.push_back({"renkei_folders_disabled", "watched folders whose files wait because their peer is unknown or revoked", static_cast<double>(shut)});
        out.push_back({"renkei_folder_files_ignored", "files in watched folders that are not taken: partial names, no plain files, beside inbox", static_cast<double>(ignored_files_.load())});
    }
    return out;
}

// None of these takes long: who may call and who is delivered to is what the store and the files say, within a second.
std::vector<http::PeriodicTask> Serving::chores() {
    const auto when = [](http::Trigger cause) { return cause == http::Trigger::signal; };
    return {
        {"store", [this](http::Trigger) -> Done {
             store_watch_->look(); // first: the others may wait for it
             return {};
         }},
        {"key-file", [this](http::Trigger) -> Done {
             key_file_watch_->look();
             return {};
         }},
        {"peers", [this](http::Trigger) { return reload_peers(); }},
        {"trust", [this, when](http::Trigger cause) {
             return trust_->refresh(when(cause) ? http::ReloadableTrust::Reload::always : http::ReloadableTrust::Reload::if_changed);
         }},
        {"revocations", [this](http::Trigger) { return trust_->current()->check_crls(site_->store().clock().now() / 1000); }}, // the log tells why nobody is let in
        {"listeners", [this, when](http::Trigger cause) { return http_->reload_tls_files(when(cause) ? http::ReloadableTlsContext::Reload::always : http::ReloadableTlsContext::Reload::if_changed); }},
        {"refusals", [this](http::Trigger) { return http_->report_refusals(); }},
        {"client-certificate", [this](http::Trigger) { return deliveries_->refresh(); }},
    };
}

// In a thread of their own: they may take minutes in a large store.
std::vector<http::PeriodicTask> Serving::long_chores() {
    return {
        {"mappings", [this](http::Trigger cause) -> Done {
             if (cause == http::Trigger::signal) {
                 TRY(std::shared_ptr<const documents::LoadedDefinitions> knowledge, load_knowledge(mappings_));
                 gateway_->workers().publish(std::move(knowledge));
             }
             return {};
         }},
        keys_chore(*site_),
        every(std::chrono::hours(1), "retention", [this] { return retain(*site_); }),
        every(std::chrono::hours(1), "own-certificate", [this] { return look_at_own_certificates(settings()); }),
        every(std::chrono::hours(1), "audit-anchor", [this] { return log_anchor(*site_, log_); }),
        every(std::chrono::hours(1), "audit-chain", [this] { return audit_->look(); }),
        every(std::chrono::seconds(10), "memory",
              [this] {
                  site_->store().forget_opened();
                  return give_memory_back();
              }),
    };
}

std::string Serving::address() const {
    return "https://" + http::to_text({.host = settings().http.listen.host, .port = http_->port(http::ListenerKind::tls)});
}

std::string Serving::management() const {
    return "http://" + http::to_text({.host = settings().http.management.host, .port = http_->port(http::ListenerKind::management)});
}

void Serving::reload() {
    housekeeping_->wake();
    long_chores_->wake();
}

void Serving::stop() {
    long_chores_.reset();
    housekeeping_.reset();
    folders_.reset();
    http_->stop(time_to_stop);
    deliveries_->stop();
}

} // namespace renkei::cli
