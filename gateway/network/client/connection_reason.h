// The reasons of failed connections: codes of the system, of name resolution and of OpenSSL, mapped where
// they are met.
#pragma once

#include "gateway/core/diag/delivery_reason.h"
#include "gateway/core/diag/finding.h"
#include "gateway/network/tls/verify_error.h"

namespace renkei::client {

diag::DeliveryReason system_reason(int error);             // errno
diag::DeliveryReason lookup_reason(int error, int system); // of getaddrinfo(), with its errno
// `verified` is an X509_V_… code, `error` the last one of OpenSSL's queue. A failed verification comes first.
diag::DeliveryReason tls_reason(long verified, unsigned long error);
// A certificate that Trust::verify rejected.
diag::DeliveryReason certificate_reason(tls::VerifyError why, const diag::Finding& error);

} // namespace renkei::client
