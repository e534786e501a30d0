#include "gateway/network/tls/certificate.h"

#include "gateway/core/base/hex.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/tls/alternative_names.h"
#include "gateway/network/tls/pem.h"

#include <algorithm>
#include <array>

namespace renkei::tls {
namespace {

// Of SubjectPublicKeyInfo: the key with its algorithm. X509_pubkey_digest() leaves the algorithm out.
std::string key_sha256(const X509* certificate) {
    unsigned char* encoded = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded);
    if (size <= 0) {
        return {};
    }
    std::array<unsigned char, 32> digest{};
    const int done =
        EVP_Digest(encoded, static_cast<std::size_t>(size), digest.data(), nullptr, EVP_sha256(), nullptr);
    OPENSSL_free(encoded);
    return done == 1 ? base::to_hex(digest) : std::string();
}

std::string sha256_of(const X509* certificate) {
    std::array<unsigned char, 32> digest{};
    return X509_digest(certificate, EVP_sha256(), digest.data(), nullptr) == 1 ? base::to_hex(digest)
                                                                               : std::string();
}

std::vector<std::string> certificate_names(const X509* certificate) {
    const NamesOwner names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    return texts_of(names.get());
}

} // namespace

Certificate read(const X509* certificate) {
    return {.key_sha256 = key_sha256(certificate),
            .sha256 = sha256_of(certificate),
            .issuer = text_of(X509_get_issuer_name(certificate)),
            .subject = text_of(X509_get_subject_name(certificate)),
            .names = certificate_names(certificate),
            .serial = serial_of(X509_get0_serialNumber(certificate)),
            .not_before = seconds_of(X509_get0_notBefore(certificate)),
            .not_after = seconds_of(X509_get0_notAfter(certificate)),
            .pem = to_pem(certificate)};
}

diag::Result<Certificate> read_pem(std::string_view pem) {
    TRY(const X509Owner certificate, first_certificate(pem, {}));
    return read(certificate.get());
}

bool is_of_authority(std::string_view pem) {
    using Constraints = std::unique_ptr<BASIC_CONSTRAINTS, Free<BASIC_CONSTRAINTS_free>>;
    const diag::Result<X509Owner> certificate = first_certificate(pem, {});
    const Constraints constraints(certificate
                                      ? static_cast<BASIC_CONSTRAINTS*>(X509_get_ext_d2i(
                                            certificate->get(), NID_basic_constraints, nullptr, nullptr))
                                      : nullptr);
    return constraints && constraints->ca != 0;
}

bool belongs_to(const Certificate& certificate, const policy::CertificateBinding& binding) {
    // All that the binding says must hold. A name alone says nothing: another authority may have written it.
    const bool says_who = !binding.key_sha256.empty() ||
                          (!binding.issuer.empty() && (!binding.subject.empty() || !binding.name.empty()));
    return says_who && (binding.key_sha256.empty() || binding.key_sha256 == certificate.key_sha256) &&
           (binding.issuer.empty() || binding.issuer == certificate.issuer) &&
           (binding.subject.empty() || binding.subject == certificate.subject) &&
           (binding.name.empty() ||
            std::ranges::find(certificate.names, binding.name) != certificate.names.end());
}

diag::Result<policy::CertificateBinding> read_binding(std::string_view pem) {
    TRY(const Certificate certificate, read_pem(pem));
    TRY(const X509Owners all, all_certificates(pem, {}));
    policy::CertificateBinding out{.key_sha256 = certificate.key_sha256,
                                   .until = day_of(certificate.not_after)};
    for (int i = 0; i < sk_X509_num(all.get()); ++i) {
        out.chain += to_pem(sk_X509_value(all.get(), i));
    }
    return out;
}

std::string day_of(std::int64_t seconds) {
    constexpr std::int64_t thousand = 1000;
    return time::day(seconds * thousand);
}

const policy::Peer* find_peer(const Certificate& certificate, std::span<const policy::Peer> peers) {
    const auto found = std::ranges::find_if(peers, [&](const policy::Peer& peer) {
        return std::ranges::any_of(peer.bindings, [&](const policy::CertificateBinding& binding) {
            return belongs_to(certificate, binding);
        });
    });
    return found == peers.end() ? nullptr : &*found;
}

} // namespace renkei::tls
