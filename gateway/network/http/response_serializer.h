// A response as bytes: status line, headers, and the body, compressed if the client accepts it and it is
// worth it.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/http/request.h"

namespace renkei::http {

struct SerializeOptions {
    std::string_view method{};
    std::string_view accept_encoding{};
    std::string_view request{}; // our id of it
    std::string_view sent_id{}; // the caller's X-Request-Id, if the response may repeat it; empty: none
    bool ends = false;          // the connection
    base::Millis now = 0;
};
struct SerializedResponse {
    std::string head;
    std::string body;    // the bytes that are sent, compressed if the client allows it; may be empty
    BodySource source{}; // is sent behind the body, unchanged
};
SerializedResponse serialize_response(Response response, const SerializeOptions& to);

} // namespace renkei::http
