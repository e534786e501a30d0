// The configuration file, renkei.yaml: every key has a default that works, every mistake is reported with
// file, line and column.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/auditforward/target.h"
#include "gateway/network/documents/intake.h"
#include "gateway/network/http/settings.h"
#include "gateway/network/outbox/delivery.h"
#include "gateway/network/store/files/settings.h"
#include "gateway/network/tokens/settings.h"

#include <filesystem>
#include <string>

namespace renkei::server {

// What this peer puts into the folder is taken as sent by it.
struct FolderSetting {
    std::string peer{};
    std::filesystem::path folder{};
};

struct Settings {
    std::filesystem::path file{};
    http::Settings http{};
    std::filesystem::path client_certificate{}; // shown to others when delivering; empty: the server's own
    std::filesystem::path client_key{};
    store::StoreSettings store{.file = "renkei.db"};
    std::filesystem::path master_key = "master.key";
    unsigned workers = 0;           // documents worked on at once; 0: number of processors
    unsigned worker_wait_ms = 2000; // for a worker, then 503
    documents::Limits documents{};
    std::vector<FolderSetting> folders{}; // see folders/watched_folder.h
    unsigned delivery_threads = 8;
    outbox::RetrySchedule schedule{}; // of deliveries that fail
    std::filesystem::path mappings{}; // the forms that are served; empty: the installed ones
    std::filesystem::path values{};   // of items that $convert finds empty: see forms/service/given_values.h
    bool sharing = false;             // who may read is decided by the care hub's matrix, too: network/access
    bool office_entry = false; // offices enter consents and registrations, too; only asked with sharing
    bool emergency = false;    // a stated emergency may stand for the consent; only asked with sharing
    tokens::Settings tokens{}; // of users behind a peer
    std::vector<auditforward::Target> audit_forward{}; // where audit events go, too
    unsigned retention_days = 0; // of superseded versions and withdrawn documents; 0: for ever
};

// Relative paths are relative to the file. Unknown keys are errors. Everything wrong is in the report; the
// error is the first of it.
diag::Result<Settings> read_settings(const std::filesystem::path& file, diag::Report& report);

} // namespace renkei::server
