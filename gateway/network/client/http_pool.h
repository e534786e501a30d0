// HTTP/1.1 client: one request, one bounded response, connections kept for the next request.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/client/connection.h"
#include "gateway/network/client/http_url.h"
#include "gateway/network/net/fields.h"

#include <Poco/Net/Context.h>

#include <map>
#include <mutex>
#include <vector>

namespace renkei::client {

struct HttpRequest {
    std::string method{};
    std::string path{};
    net::Fields fields{}; // without Host, Content-Length, Connection
    std::string_view body{};
    ServerBindings server_bindings{}; // to whom it may be given, over TLS
};
struct HttpResponse {
    int status = 0;
    net::Fields fields{};
    std::string body{};
    bool is_truncated = false; // longer than the limit
    bool is_retried = false;   // the request was sent before, on a connection that broke without an answer

    // first one; empty: none
    std::string_view field(std::string_view name) const { return net::first_value(fields, name); }
};

struct HttpLimits {
    std::chrono::milliseconds connect{5000};
    std::chrono::milliseconds response{30'000}; // sending and response together; more for large bodies
    std::size_t body = 64U << 10;               // of the answer
    std::chrono::milliseconds idle{20'000};     // a connection is kept so long
    std::size_t idle_per_endpoint = 16;
};

// Safe to use from many threads.
class HttpPool {
public:
    // `context` may be null if everything is plain.
    HttpPool(Poco::Net::Context::Ptr context, HttpLimits limits, CurrentTrust trust = {})
        : context_(std::move(context)),
          limits_(limits),
          trust_(std::move(trust)) {}

    // Another client certificate, for new connections; requests in flight finish with the old one.
    void use(Poco::Net::Context::Ptr context);

    // If a kept connection breaks before the first byte of the response, the request is sent once more on a
    // new one: every request may arrive twice.
    ConnectionResult<HttpResponse> exchange(const Endpoint& endpoint, const HttpRequest& request);
    // Opens a connection and keeps it for the next request. It is an error if the server is unreachable or
    // its certificate is rejected.
    ConnectionResult<void> probe(const Endpoint& endpoint, ServerBindings server_bindings = {});

private:
    struct Idle {
        Connection connection;
        TimePoint since;
    };
    std::optional<Connection> take(const Endpoint& endpoint);
    void keep(const Endpoint& endpoint, Connection connection);
    ConnectionResult<Connection> connect(const Endpoint& endpoint);
    // A connection to a server that may be given documents.
    ConnectionResult<Connection> connect_checked(const Endpoint& endpoint, ServerBindings server_bindings);

    Poco::Net::Context::Ptr context_;
    HttpLimits limits_;
    CurrentTrust trust_;
    std::mutex mutex_;
    std::map<Endpoint, std::vector<Idle>> idle_;
};

} // namespace renkei::client
