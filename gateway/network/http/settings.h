// Settings of the server: addresses, its credentials, whom it trusts, limits.
#pragma once

#include "gateway/network/tls/context.h"
#include "gateway/network/tls/trust.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace renkei::http {

struct Address {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0; // 0: any free one
};

struct Limits {
    unsigned connections = 2000;
    unsigned connections_per_address = 200;
    unsigned handshakes = 1024;            // TLS handshakes under way, in all …
    unsigned handshakes_per_address = 256; // … and per address; beyond that the newest replaces the oldest
    unsigned handshake_seconds = 3;
    unsigned connections_per_peer = 500;
    double requests_per_second = 2000; // per peer, with a burst of one second
    unsigned idle_seconds = 60;        // from the end of a response to the end of the next request's header
    unsigned header_seconds = 20;      // of the first request of a connection, handshake included
    unsigned body_seconds = 120;       // whole body
    std::size_t header_fields = 100;
    std::size_t header_bytes = 16U << 10;
    std::size_t body_bytes = 64U << 20;      // also unpacked
    unsigned decompression_ratio = 200;      // of gzip, beyond the first MiB
    std::uint64_t memory_bytes = 0;          // of requests and responses; 0: default_memory_bytes()
    std::uint64_t memory_per_peer_bytes = 0; // 0: a quarter of that
    std::uint64_t spool_bytes =
        1ULL << 30; // on disk, of what does not fit into memory; a quarter per peer; 0: none
};

struct Settings {
    std::string base{};          // public URL; empty: https://HOST:PORT
    std::string name = "Renkei"; // of the gateway, on its pages
    Address listen{"127.0.0.1", 8443};
    std::optional<Address> listen_tls12{}; // hospital VPN
    std::optional<Address> listen_plain{}; // loopback only
    std::optional<Address>
        listen_proxied{}; // loopback only: a reverse proxy on this machine passes the certificate in a header
    std::string proxied_socket{}; // or a Unix socket
    std::string proxied_group{};  // whose members may use that; empty: its owner alone
    std::string proxied_header = "Client-Cert";
    Address management{"127.0.0.1", 9464};
    tls::Credentials credentials{
        .certificate = "server.pem", .key = "server.key", .authorities = "ca/ca.pem"};
    tls::TrustSettings trust{.authorities = "ca/ca.pem", .revocations = {}};
    std::filesystem::path spool{}; // folder of files without a name; empty: there is no spool
    Limits limits{};
};

} // namespace renkei::http
