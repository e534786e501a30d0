// A small authority for tests and pilots: makes its own root, certificates for servers and peers, revocation
// lists. ECDSA P-256.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace renkei::tls {

struct CertificateSpec {
    std::string common_name{};        // of the organisation, e.g. a peer's id
    std::vector<std::string> names{}; // "DNS:localhost", "IP:127.0.0.1"
    bool client = true;
    bool server = false; // a gateway is both: it is called, and it calls others to deliver
    std::filesystem::path
        request{};  // a PKCS #10 request (PEM) for a key that its owner keeps; empty: a key is made
    int days = 365; // may be negative: an expired one, for tests
    std::filesystem::path pkcs12{}; // the file that takes the place of NAME.key; empty: none
    std::string password{};         // of that file
};

struct IssuedCertificate {
    std::string serial{};  // hex
    std::string subject{}; // RFC 2253
    std::int64_t not_after = 0;
    std::int64_t revoked = 0; // when; 0: it is not
};

class Authority {
public:
    // A folder with ca.pem, ca.key (0600), index. Refuses to overwrite.
    static diag::Result<Authority> create(const std::filesystem::path& folder, const std::string& name,
                                          int days);
    static diag::Result<Authority> open(const std::filesystem::path& folder);
    // Writes NAME.pem (with the authority behind it) and, if there is no request, NAME.key or the PKCS #12
    // (0600) into `into`; refuses to overwrite. Of a request the key is taken, and its DNS, IP and URI names
    // unless `names` says others: the authority decides the identity.
    diag::Result<void> issue(const CertificateSpec& issue, const std::filesystem::path& into,
                             const std::string& name);
    // Adds the certificate to the list and writes a new ca.crl, valid for `days`.
    diag::Result<void> revoke(const std::filesystem::path& certificate, int days);
    diag::Result<void> write_crl(int days); // the list alone, e.g. to renew it; negative: an expired one
    diag::Result<std::vector<IssuedCertificate>> issued() const; // in the order of issue

private:
    explicit Authority(std::filesystem::path folder) : folder_(std::move(folder)) {}
    std::filesystem::path folder_;
};

} // namespace renkei::tls
