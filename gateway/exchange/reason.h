// Why a delivery is where it is, for people. It is stored as fixed words, the more general ones first: "gave up: TLS: certificate revoked",
// "401 caller-not-known"; those are told in the reader's language, and what somebody else said is quoted.
#pragma once

#include "gateway/diag/message.h"

#include <string>
#include <string_view>

namespace renkei::exchange {

std::string reason_told(std::string_view reason, diag::Language language);
// As codes, without what somebody else said, for logs: "gave-up:tls:other", "422", "401:caller-not-known".
std::string reason_code(std::string_view reason);

} // namespace renkei::exchange
