// What an answer of HTTP, or its absence, says about a delivery.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/exchange/delivery.h"
#include "gateway/exchange/http.h"

namespace renkei::exchange {

Attempt judge(const HttpAnswer& answer, base::Millis now);
Attempt judge(const Problem& problem);
Away away_by(const Wired<void>& look);

// Retry-After (RFC 9110 §10.2.3): seconds or a date; 0: none or not understood.
std::int64_t retry_after_ms(std::string_view value, base::Millis now);

} // namespace renkei::exchange
