#include "gateway/network/client/connection_reason.h"

#include <netdb.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>

namespace renkei::client {
namespace {

using diag::DeliveryReason;
using diag::ReasonCode;

struct ReasonRow {
    int number;
    ReasonCode code;
};
constexpr ReasonRow system_rows[] = {
    {ECONNREFUSED, ReasonCode::connection_refused}, {ETIMEDOUT, ReasonCode::connection_timed_out},
    {ECONNRESET, ReasonCode::connection_reset},     {EPIPE, ReasonCode::connection_lost},
    {EHOSTUNREACH, ReasonCode::no_route},           {ENETUNREACH, ReasonCode::network_unreachable},
};
// Other errors mean that the name cannot be looked up now.
constexpr ReasonRow lookup_rows[] = {
    {EAI_NONAME, ReasonCode::host_unknown},
    {EAI_NODATA, ReasonCode::no_address},
    {EAI_ADDRFAMILY, ReasonCode::no_address},
};
constexpr ReasonRow tls_rows[] = {
    {SSL_R_UNEXPECTED_EOF_WHILE_READING, ReasonCode::connection_lost},
    {SSL_R_WRONG_VERSION_NUMBER, ReasonCode::tls_not_spoken},
    {SSL_R_HTTP_REQUEST, ReasonCode::tls_not_spoken},
    {SSL_R_PACKET_LENGTH_TOO_LONG, ReasonCode::tls_not_spoken},
    {SSL_R_UNSUPPORTED_PROTOCOL, ReasonCode::tls_versions_differ},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, ReasonCode::tls_versions_differ},
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, ReasonCode::tls_handshake_refused},
};

template <std::size_t Size>
std::optional<ReasonCode> code_in(const ReasonRow (&rows)[Size], int number) {
    const auto* const row = std::ranges::find(rows, number, &ReasonRow::number);
    return row == std::end(rows) ? std::nullopt : std::optional(row->code);
}

// By tls::VerifyError, without VerifyError::other, whose reason has an argument.
constexpr std::array certificate_codes{ReasonCode::certificate_expired,     ReasonCode::certificate_too_early,
                                       ReasonCode::certificate_revoked,     ReasonCode::certificate_foreign,
                                       ReasonCode::certificate_other_name,  ReasonCode::revocations_expired,
                                       ReasonCode::certificate_without_list};
static_assert(certificate_codes.size() == static_cast<std::size_t>(tls::VerifyError::other));

DeliveryReason reason_of(tls::VerifyError why, std::string_view verify) {
    return DeliveryReason(ReasonCode::tls)
        .because(why == tls::VerifyError::other
                     ? diag::untrusted(verify)
                     : DeliveryReason(certificate_codes[static_cast<std::size_t>(why)]));
}

// The id of the message by which the receiver's operator learns the same about our certificate.
DeliveryReason own_reason(tls::VerifyError why) {
    return diag::own_certificate_refused(diag::row(tls::message_of(why)).id);
}

} // namespace

DeliveryReason system_reason(int error) {
    const std::optional<ReasonCode> code = code_in(system_rows, error);
    return code ? DeliveryReason(*code) : diag::system_error(error);
}

DeliveryReason lookup_reason(int error, int system) {
    if (error == EAI_SYSTEM) {
        return system_reason(system);
    }
    return code_in(lookup_rows, error).value_or(ReasonCode::host_not_looked_up);
}

DeliveryReason tls_reason(long verified, unsigned long error) {
    if (verified == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT) {
        return DeliveryReason(ReasonCode::tls).because(ReasonCode::certificate_self_signed);
    }
    if (verified != X509_V_OK) {
        return reason_of(tls::verify_error_of(verified), tls::verify_code(verified));
    }
    const int number = ERR_GET_REASON(error);
    if (const std::optional<tls::VerifyError> own = tls::verify_error_of_alert(number)) {
        return DeliveryReason(ReasonCode::tls).because(own_reason(*own));
    }
    const std::optional<ReasonCode> code =
        error == 0 ? std::optional(ReasonCode::connection_lost) : code_in(tls_rows, number);
    return DeliveryReason(ReasonCode::tls).because(code ? DeliveryReason(*code) : diag::tls_error(error));
}

DeliveryReason certificate_reason(tls::VerifyError why, const diag::Finding& error) {
    return reason_of(why, error.args.empty() ? diag::row(error.message).id : error.args.front());
}

} // namespace renkei::client
