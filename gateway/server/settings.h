// The configuration file, renkei.yaml: every key has a default that works, every mistake is told with file, line and column.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/documents/submit.h"
#include "gateway/exchange/delivery.h"
#include "gateway/store/settings.h"
#include "gateway/tls/context.h"
#include "gateway/tls/trust.h"

#include <filesystem>
#include <string>

namespace renkei::server {

struct Address {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0; // 0: any free one
};

struct HttpLimits {
    unsigned connections = 2000;
    unsigned connections_per_address = 200;   // before anybody is known
    unsigned connections_per_peer = 500;
    double requests_per_second = 2000;        // per peer, with a burst of one second
    unsigned idle_seconds = 60;               // from the end of an answer to the end of the next request's header
    unsigned header_seconds = 20;             // of the first request of a connection, handshake included
    unsigned body_seconds = 120;              // whole body
    std::size_t header_fields = 100;
    std::size_t header_bytes = 16U << 10;
    std::size_t body_bytes = 64U << 20;
    unsigned desks = 0;                       // documents worked on at once; 0: number of processors
    unsigned patience_ms = 2000;              // for a desk, then 503
};

// What this peer puts into the folder is taken as sent by it.
struct WatchedFolder {
    std::string peer{};
    std::filesystem::path folder{};
};

struct Settings {
    std::filesystem::path file{};
    std::string base{};                       // public URL; empty: https://HOST:PORT
    Address listen{"127.0.0.1", 8443};
    std::optional<Address> listen_tls12{};    // hospital VPN
    std::optional<Address> listen_plain{};    // loopback only
    std::optional<Address> listen_proxied{};  // loopback only: a front in this machine tells the certificate in a header
    std::string proxied_socket{};             // or a Unix socket
    std::string proxied_group{};              // whose members may use that; empty: its owner alone
    std::string proxied_header = "Client-Cert";
    Address management{"127.0.0.1", 9464};
    tls::Own own{.certificate = "server.pem", .key = "server.key", .authorities = "ca/ca.pem"};
    std::filesystem::path client_certificate{}; // shown to others when delivering; empty: `own`
    std::filesystem::path client_key{};
    tls::TrustSettings trust{.authorities = "ca/ca.pem", .revocations = {}};
    store::Settings store{.file = "renkei.db"};
    std::filesystem::path master_key = "master.key";
    HttpLimits http{};
    documents::Limits documents{};
    std::vector<WatchedFolder> folders{};     // see exchange/folder.h
    unsigned delivery_threads = 8;
    exchange::Schedule schedule{};            // of deliveries that fail
    unsigned retention_days = 0;              // of superseded and withdrawn versions; 0: for ever
};

// Relative paths are relative to the file. Unknown keys are errors. Everything wrong is in the report; the error is the first of it.
diag::Result<Settings> read_settings(const std::filesystem::path& file, diag::Report& report);

} // namespace renkei::server
