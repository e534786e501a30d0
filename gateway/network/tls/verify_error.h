// Why a certificate is refused, as far as people can act on it. OpenSSL has a hundred codes for this.
#pragma once

#include "gateway/core/diag/message.h"

#include <optional>
#include <string>

namespace renkei::tls {

enum class VerifyError : std::uint8_t {
    expired,
    not_yet_valid, // not valid yet
    revoked,
    unknown_issuer, // of no authority that is trusted
    wrong_host,     // of another host
    crl_expired,    // a CRL has expired: later revocations are unknown
    no_crl,         // CRLs are required, and the issuing authority has none
    other,
};

VerifyError verify_error_of(long verified); // X509_V_ERR_…: we refuse it
// The same as a code of kind "verify" in messages/words.def: "expired"; "x509-error-NUMBER" if it has none.
std::string verify_code(long verified);
// The reason in an SSL_R_…ALERT…, by which the other side refuses our certificate; nothing for other alerts.
std::optional<VerifyError> verify_error_of_alert(int alert);

// The message for its owner; takes verify_code() as argument.
diag::Message message_of(VerifyError why);
VerifyError verify_error_of(diag::Message message); // of those that message_of() gives, and Trust::verify

} // namespace renkei::tls
