// The reason of a delivery. It is stored as fixed words, the general ones first: "gave up: TLS: certificate
// revoked", "401 caller-not-known"; people get it in their language, with the text of others quoted.
#pragma once

#include "gateway/core/diag/message.h"

#include <string>
#include <string_view>

namespace renkei::outbox {

std::string reason_text(std::string_view reason, diag::Language language);
// As codes for logs, without text of others: "gave-up:tls:other", "422", "401:caller-not-known".
std::string reason_code(std::string_view reason);

} // namespace renkei::outbox
