// The head of a request, read strictly (RFC 9112): what two readers could understand differently is refused.
#pragma once

#include "gateway/network/http/http_error.h"
#include "gateway/network/http/request.h"
#include "gateway/network/http/settings.h"
#include "gateway/network/net/fields.h"

namespace renkei::http {

struct RequestHead {
    std::string method{};
    std::string target{};
    Pairs headers{};
};

// `bytes`: request line and headers with the empty line behind them.
HttpResult<RequestHead> read_head(std::string_view bytes, const Limits& limits);

// Where the request ends, and what happens after it.
struct Framing {
    net::BodyLength body{};
    bool closes = false; // the client ends the connection behind this request
    bool expects_continue = false;

    std::uint64_t length() const { return body.bytes.value_or(0); } // if it is not chunked
    bool has_body() const { return body.is_chunked || length() > 0; }
};
HttpResult<Framing> read_framing(const RequestHead& head);

} // namespace renkei::http
