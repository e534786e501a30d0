// What an HTTP response, or a connection error, means for a delivery.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/client/http_pool.h"
#include "gateway/network/outbox/delivery.h"

namespace renkei::transports {

using client::ConnectionResult;
using client::HttpResponse;
using outbox::Attempt;
using outbox::AttemptResult;
using outbox::UnreachableReason;

outbox::Attempt classify(const client::HttpResponse& response, base::Millis now);
outbox::Attempt classify(const client::ConnectionError& problem);
// Nothing: a connection to the peer could be made.
outbox::UnreachableReason probe_peer(client::HttpPool& pool, const policy::Peer& peer);

// Retry-After (RFC 9110 §10.2.3): seconds or a date; 0: none or not understood.
std::int64_t retry_after_ms(std::string_view value, base::Millis now);

} // namespace renkei::transports
