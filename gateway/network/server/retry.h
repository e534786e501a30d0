// Refusals after which the same request may succeed: 503 with Retry-After. What is damaged stays so: 500
// without.
#pragma once

#include "gateway/network/server/http_names.h"

namespace renkei::server {

inline constexpr std::string_view busy_retry_seconds = "5";

inline Response retry_later(const Request& request, Refusal refusal, const diag::Error& error) {
    if (resources::refusal_of(error.message) == Refusal::damaged) {
        return error_response(request, Refusal::damaged, error);
    }
    Response out = error_response(request, refusal, error);
    return std::move(out.with("Retry-After", std::string(busy_retry_seconds)));
}

} // namespace renkei::server
