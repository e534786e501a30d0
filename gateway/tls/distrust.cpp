#include "gateway/tls/distrust.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

namespace renkei::tls {
namespace {

using diag::Message;

template <class Code>
struct Row {
    Code code;
    Distrust why;
};

constexpr Row<long> verified_rows[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, Distrust::expired},
    {X509_V_ERR_CERT_NOT_YET_VALID, Distrust::too_early},
    {X509_V_ERR_CERT_REVOKED, Distrust::revoked},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, Distrust::foreign},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, Distrust::foreign},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, Distrust::foreign},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, Distrust::foreign}, // another authority of the same name
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, Distrust::foreign},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, Distrust::foreign},
    {X509_V_ERR_CERT_UNTRUSTED, Distrust::foreign},
    {X509_V_ERR_HOSTNAME_MISMATCH, Distrust::other_name},
    {X509_V_ERR_IP_ADDRESS_MISMATCH, Distrust::other_name},
    {X509_V_ERR_CRL_HAS_EXPIRED, Distrust::list_ended},
    {X509_V_ERR_UNABLE_TO_GET_CRL, Distrust::no_list},
};

constexpr Row<int> alert_rows[] = {
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, Distrust::expired},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, Distrust::revoked},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA, Distrust::foreign},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, Distrust::other},
    {SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, Distrust::other},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, Distrust::other},
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, Distrust::other},
};

constexpr std::array messages{Message::certificate_expired, Message::certificate_too_early, Message::certificate_revoked,
                              Message::certificate_foreign, Message::certificate_untrusted, Message::revocations_expired,
                              Message::certificate_without_list, Message::certificate_untrusted}; // by Distrust
static_assert(messages.size() == static_cast<std::size_t>(Distrust::other) + 1);

} // namespace

Distrust distrust_of(long verified) {
    const auto* const row = std::ranges::find(verified_rows, verified, &Row<long>::code);
    return row == std::end(verified_rows) ? Distrust::other : row->why;
}

std::optional<Distrust> distrust_told_by(int alert) {
    const auto* const row = std::ranges::find(alert_rows, alert, &Row<int>::code);
    return row == std::end(alert_rows) ? std::nullopt : std::optional(row->why);
}

Message message_of(Distrust why) { return messages[static_cast<std::size_t>(why)]; }

Distrust distrust_of(Message message) {
    if (message == Message::certificate_untrusted) { // of several, the one that claims least
        return Distrust::other;
    }
    const auto* const found = std::ranges::find(messages, message);
    return found == messages.end() ? Distrust::other : static_cast<Distrust>(found - messages.begin());
}

} // namespace renkei::tls
