// A body of several files (RFC 2046 §5.1.4, RFC 7578).
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/http/request.h"

#include <string>
#include <vector>

namespace renkei::http {

struct BodyPart {
    std::string disposition{}; // Content-Disposition; of two fields neither counts
    std::string media_type{};  // Content-Type, with its parameters
    std::string key{};         // Idempotency-Key
    std::string bytes{};
};

bool is_multipart(const Request& request);

// The parts of a multipart body, in their order, within the memory of the request. `request_wrong` if it is
// cut off, or has more than `most` parts; 503 if there is no memory.
HttpResult<std::vector<BodyPart>> parts_of(const Request& request, std::size_t most);

} // namespace renkei::http
