// Reads one HTTP/1.1 response from a connection, within a limit.
#pragma once

#include "gateway/network/client/http_pool.h"

namespace renkei::client {

struct ParsedResponse {
    HttpResponse response{};
    bool is_reusable = false; // the connection can carry the next request
};
ConnectionResult<ParsedResponse> read_response(Connection& connection, std::string_view method,
                                               std::size_t most, TimePoint deadline);

} // namespace renkei::client
