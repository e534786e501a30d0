// What a request with a document in its body says about it.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

inline constexpr std::size_t max_idempotency_key = 255;

// Without its quotes; empty: none. An error: it is no key.
diag::Result<std::string> idempotency_key(const Request& request);
// Whom the request names by Renkei-Receiver. An error: no numbers of organisations, or too many.
diag::Result<std::vector<policy::Identifier>> requested_receivers(const Request& request);
// Views the request. An error: a parameter or header is wrong.
diag::Result<documents::Submission> submission_of(ServerContext& gateway, const Request& request);
QueryParameters submission_parameters(ServerContext& gateway); // which those are

} // namespace renkei::server
