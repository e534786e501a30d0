// Which status a refusal of documents has, however they came.
#pragma once

#include "gateway/network/documents/submit.h"

namespace renkei::server {

inline constexpr std::string_view busy_retry_seconds = "5"; // Retry-After of a 503

struct RefusalStatus {
    int status;
    std::string_view name; // for logs and metrics
};
const RefusalStatus& refusal_status(documents::Refusal refusal);

} // namespace renkei::server
