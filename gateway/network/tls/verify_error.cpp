#include "gateway/network/tls/verify_error.h"

#include "generated/messages/tls.h"

#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace renkei::tls {
namespace {

struct VerifiedRow {
    long verified;
    VerifyError why;
    std::string_view code;
};
constexpr VerifiedRow verified_rows[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, VerifyError::expired, "expired"},
    {X509_V_ERR_CERT_NOT_YET_VALID, VerifyError::not_yet_valid, "not-yet-valid"},
    {X509_V_ERR_CERT_REVOKED, VerifyError::revoked, "revoked"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, VerifyError::unknown_issuer, "no-issuer"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, VerifyError::unknown_issuer, "no-issuer"},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, VerifyError::unknown_issuer, "no-issuer"},
    // another authority of the same name
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, VerifyError::unknown_issuer, "signature-wrong"},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, VerifyError::unknown_issuer, "self-signed-issuer"},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, VerifyError::unknown_issuer, "self-signed"},
    {X509_V_ERR_CERT_UNTRUSTED, VerifyError::unknown_issuer, "untrusted"},
    {X509_V_ERR_HOSTNAME_MISMATCH, VerifyError::wrong_host, "wrong-host"},
    {X509_V_ERR_IP_ADDRESS_MISMATCH, VerifyError::wrong_host, "wrong-address"},
    {X509_V_ERR_CRL_HAS_EXPIRED, VerifyError::crl_expired, "list-expired"},
    {X509_V_ERR_UNABLE_TO_GET_CRL, VerifyError::no_crl, "no-list"},
    {X509_V_ERR_INVALID_PURPOSE, VerifyError::other, "wrong-purpose"},
};

struct AlertRow {
    int alert;
    VerifyError why;
};
constexpr AlertRow alert_rows[] = {
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, VerifyError::expired},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, VerifyError::revoked},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA, VerifyError::unknown_issuer},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, VerifyError::other},
    {SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, VerifyError::other},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, VerifyError::other},
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, VerifyError::other},
};

constexpr std::array messages{message::certificate_expired, message::certificate_too_early,
                              message::certificate_revoked, message::certificate_foreign,
                              message::certificate_untrusted, message::revocations_expired,
                              // by VerifyError
                              message::certificate_without_list, message::certificate_untrusted};
static_assert(messages.size() == static_cast<std::size_t>(VerifyError::other) + 1);

} // namespace

VerifyError verify_error_of(long verified) {
    const auto* const row = std::ranges::find(verified_rows, verified, &VerifiedRow::verified);
    return row == std::end(verified_rows) ? VerifyError::other : row->why;
}

std::string verify_code(long verified) {
    const auto* const row = std::ranges::find(verified_rows, verified, &VerifiedRow::verified);
    return row == std::end(verified_rows) ? "x509-error-" + std::to_string(verified) : std::string(row->code);
}

std::optional<VerifyError> verify_error_of_alert(int alert) {
    const auto* const row = std::ranges::find(alert_rows, alert, &AlertRow::alert);
    return row == std::end(alert_rows) ? std::nullopt : std::optional(row->why);
}

Message message_of(VerifyError why) { return messages[static_cast<std::size_t>(why)]; }

VerifyError verify_error_of(Message message) {
    if (message == message::certificate_untrusted) { // of several, the one that claims least
        return VerifyError::other;
    }
    const auto* const found = std::ranges::find(messages, message);
    return found == messages.end() ? VerifyError::other : static_cast<VerifyError>(found - messages.begin());
}

} // namespace renkei::tls
