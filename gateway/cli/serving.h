// The running gateway: everything that serves, in the order in which it needs each other.
#pragma once

#include "gateway/cli/audit_watch.h"
#include "gateway/cli/certificate_gauges.h"
#include "gateway/cli/deliveries.h"
#include "gateway/cli/groundwork.h"
#include "gateway/cli/site.h"
#include "gateway/cli/key_file_watch.h"
#include "gateway/cli/store_watch.h"
#include "gateway/folders/folder_watcher.h"
#include "gateway/http/task_scheduler.h"
#include "gateway/http/server.h"
#include "gateway/http/reloadable_trust.h"

#include <atomic>
#include <memory>

namespace renkei::cli {

class Serving {
public:
    // Serves when it returns. Null: what is wrong has been printed.
    static std::unique_ptr<Serving> start(const server::Settings& site, const Settings& settings);

    std::string address() const;    // "https://127.0.0.1:8443"
    std::string management() const; // "http://127.0.0.1:9464"
    void reload();                  // peers, mappings, trust, keys, certificates
    void stop();                    // lets requests finish, then ends
    bool is_store_moved() const { return is_store_moved_; } // why it asked the program to end

private:
    explicit Serving(std::filesystem::path mappings) : mappings_(std::move(mappings)) {}
    void tell_made();
    diag::Result<void> open(Groundwork ground);
    diag::Result<void> reload_peers();
    std::vector<http::Gauge> gauges() const;
    std::vector<http::PeriodicTask> chores();
    std::vector<http::PeriodicTask> long_chores();
    const server::Settings& settings() const { return site_->settings(); }

    std::filesystem::path mappings_; // empty: the installed ones
    tls::TlsLibrary tls_;
    http::Log log_;
    std::unique_ptr<Site> site_;
    std::unique_ptr<server::Gateway> gateway_;
    std::shared_ptr<const policy::PeerList> peers_; // of which those that cannot be read were told
    PeerCertificateGauges peer_certificates_; // of peers_
    std::unique_ptr<http::ReloadableTrust> trust_;
    std::unique_ptr<Deliveries> deliveries_;
    std::unique_ptr<AuditWatch> audit_;
    std::unique_ptr<StoreWatch> store_watch_;
    std::unique_ptr<KeyFileWatch> key_file_watch_;
    std::unique_ptr<http::Server> http_;
    std::atomic<std::size_t> ignored_files_ = 0;
    std::atomic<std::size_t> failing_chores_ = 0;
    std::atomic<bool> is_store_moved_ = false;
    std::unique_ptr<folders::FolderWatcher> folders_;
    std::unique_ptr<http::TaskScheduler> housekeeping_;
    std::unique_ptr<http::TaskScheduler> long_chores_; // first to end
};

} // namespace renkei::cli
