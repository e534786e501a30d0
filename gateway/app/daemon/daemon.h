// The running gateway: all its parts, in the order in which they depend on one another.
#pragma once

#include "gateway/app/daemon/audit_forwarding.h"
#include "gateway/app/daemon/audit_watch.h"
#include "gateway/app/daemon/certificate_gauges.h"
#include "gateway/app/daemon/deliveries.h"
#include "gateway/app/daemon/installation.h"
#include "gateway/app/daemon/preflight.h"
#include "gateway/app/daemon/scrub_task.h"
#include "gateway/app/daemon/store_watch.h"
#include "gateway/network/folders/folder_watcher.h"
#include "gateway/network/http/reloadable_trust.h"
#include "gateway/network/http/server.h"
#include "gateway/network/runtime/task_scheduler.h"

#include <atomic>
#include <memory>

namespace renkei::daemon {

class Daemon {
public:
    // Serves when it returns.
    static diag::Result<std::unique_ptr<Daemon>> start(const server::Settings& settings, Preflight preflight);

    std::string address() const;                            // "https://127.0.0.1:8443"
    std::string management() const;                         // "http://127.0.0.1:9464"
    void reload();                                          // peers, mappings, trust, keys, certificates
    void stop();                                            // lets requests finish, then ends
    bool is_store_moved() const { return is_store_moved_; } // the reason for which it ended the program

private:
    Daemon() = default;
    void log_created();
    diag::Result<void> open(Preflight preflight);
    diag::Result<void> reload_peers();
    diag::Result<void> reload_mappings();
    diag::Result<void> set_hub(std::shared_ptr<const access::Hub> hub);
    std::vector<http::Gauge> gauges() const;
    std::vector<runtime::PeriodicTask> tasks();
    std::vector<runtime::PeriodicTask> background_tasks();
    const server::Settings& settings() const { return installation_->settings(); }

    tls::TlsLibrary tls_;
    runtime::Log log_;
    std::unique_ptr<Installation> installation_;
    std::unique_ptr<server::ServerContext> gateway_;
    std::shared_ptr<const policy::PeerList> peers_; // its unreadable entries were logged
    PeerCertificateGauges peer_certificates_;       // of peers_
    std::unique_ptr<http::ReloadableTrust> trust_;
    std::unique_ptr<Deliveries> deliveries_;
    std::unique_ptr<AuditForwarding> audit_forwarding_;
    std::unique_ptr<AuditWatch> audit_;
    std::unique_ptr<ScrubTask> scrub_;
    std::unique_ptr<StoreWatch> store_watch_;
    std::unique_ptr<KeyFileWatch> key_file_watch_;
    std::unique_ptr<http::Server> http_;
    std::atomic<std::size_t> ignored_files_ = 0;
    std::atomic<std::size_t> failing_tasks_ = 0;
    std::atomic<bool> is_store_moved_ = false;
    std::unique_ptr<folders::FolderWatcher> folders_;
    std::unique_ptr<runtime::TaskScheduler> scheduler_;
    std::unique_ptr<runtime::TaskScheduler> background_scheduler_; // stops first
};

} // namespace renkei::daemon
