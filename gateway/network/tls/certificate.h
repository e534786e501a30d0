// The fields of a certificate that identify its owner.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/policy/peer.h"

#include <string>
#include <string_view>
#include <vector>

typedef struct x509_st X509;

namespace renkei::tls {

struct Certificate {
    std::string key_sha256{};         // of SubjectPublicKeyInfo, 64 lower-case hex digits
    std::string sha256{};             // of the whole certificate in DER, likewise: RFC 8705 §3.1
    std::string issuer{};             // RFC 2253
    std::string subject{};            // RFC 2253
    std::vector<std::string> names{}; // "DNS:…", "URI:…", "IP:…"
    std::string serial{};             // hex
    std::int64_t not_before = 0;      // seconds since 1970
    std::int64_t not_after = 0;
    std::string pem{}; // itself
};

Certificate read(const X509* certificate);
diag::Result<Certificate> read_pem(std::string_view pem); // the first one in the text
bool is_of_authority(std::string_view pem); // the first one says that it may issue others (CA:TRUE)
bool belongs_to(const Certificate& certificate, const policy::CertificateBinding& binding);
// of the first one, by its key, with its last day and all that stand in the text
diag::Result<policy::CertificateBinding> read_binding(std::string_view pem);
std::string day_of(std::int64_t seconds); // YYYY-MM-DD, UTC
// The peer with such a binding; none: not_known. Revoked peers are found, too: the policy refuses them.
const policy::Peer* find_peer(const Certificate& certificate, std::span<const policy::Peer> peers);

} // namespace renkei::tls
