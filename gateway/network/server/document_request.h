// What a request with a document in its body says about it.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/http/multipart.h"
#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

#include <span>

namespace renkei::server {

inline constexpr std::size_t max_idempotency_key = 255;

// The key without its quotes; empty if there is none. It is an error if the header is not a valid key.
diag::Result<std::string> idempotency_key(const Request& request);
// The receivers in Renkei-Receiver. It is an error if they are not numbers of organisations, or too many.
diag::Result<std::vector<policy::Identifier>> requested_receivers(const Request& request);
// Of its body, by Content-Disposition; of two such fields neither counts.
std::string file_name_of(const Request& request);
// The result refers to texts of the request. It is an error if a parameter or header is wrong.
diag::Result<documents::Submission> submission_of(ServerContext& gateway, const Request& request);
// Of a body of several files: all of them are taken, or none. What the request says holds for each.
diag::Result<documents::SubmissionBatch> batch_of(ServerContext& gateway, const Request& request,
                                                  std::span<const http::BodyPart> parts);
QueryParameters submission_parameters(ServerContext& gateway); // which those are

} // namespace renkei::server
