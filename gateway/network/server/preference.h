// Prefer (RFC 7240): how a client would like its request to be handled.
#pragma once

#include "gateway/network/server/http_names.h"

namespace renkei::server {

// Does the request prefer this value of that name (handling=strict)? Of several of one name the first one
// counts.
bool prefers(const Request& request, std::string_view name, std::string_view value);

} // namespace renkei::server
