#include "gateway/network/client/http_pool.h"

#include "gateway/network/client/response_reader.h"

namespace renkei::client {
namespace {

using Clock = std::chrono::steady_clock;

std::string head_of(const Endpoint& endpoint, const HttpRequest& request) {
    std::string out = request.method + " " + (request.path.empty() ? "/" : request.path) + " HTTP/1.1\r\n";
    net::append_field(out, "Host", host_field(endpoint));
    for (const auto& [name, value] : request.fields) {
        net::append_field(out, name, value);
    }
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
        net::append_field(out, "Content-Length", std::to_string(request.body.size()));
    }
    return out + "\r\n";
}

// Large bodies over slow lines: 64 KB a second is enough.
std::chrono::milliseconds time_for(std::size_t bytes) { return std::chrono::milliseconds(bytes / 64); }

ConnectionResult<ParsedResponse> send_and_read(Connection& connection, const Endpoint& endpoint,
                                               const HttpRequest& request, const HttpLimits& limits) {
    const TimePoint deadline = Clock::now() + limits.response + time_for(request.body.size());
    ConnectionResult<void> sent = connection.write(head_of(endpoint, request), request.body, deadline);
    if (!sent && sent.error().failure == ConnectionFailure::timed_out) {
        return tl::make_unexpected(std::move(sent).error());
    }
    // a server may refuse before it has read everything, and close
    ConnectionResult<ParsedResponse> response =
        read_response(connection, request.method, limits.body, deadline);
    if (!sent) {
        if (!response) {
            // it said so before it closed
            const bool is_why = response.error().rejected_certificate.has_value();
            return tl::make_unexpected(is_why ? std::move(response).error() : std::move(sent).error());
        }
        response->is_reusable = false;
    }
    return response;
}

ConnectionResult<ParsedResponse> talk(Connection& connection, const Endpoint& endpoint,
                                      const HttpRequest& request, const HttpLimits& limits) {
    ConnectionResult<ParsedResponse> out = send_and_read(connection, endpoint, request, limits);
    if (!out) {
        // a server that rejects our certificate reads nothing that we send
        out.error().may_have_arrived = !out.error().rejected_certificate;
    }
    return out;
}

} // namespace

void HttpPool::use(Poco::Net::Context::Ptr context) {
    const std::scoped_lock lock(mutex_);
    context_ = std::move(context);
    idle_.clear();
}

ConnectionResult<Connection> HttpPool::connect(const Endpoint& endpoint) {
    const Poco::Net::Context::Ptr context = [this] { // kept until the connection stands
        const std::scoped_lock lock(mutex_);
        return context_;
    }();
    if (endpoint.secure && context.isNull()) {
        return tl::make_unexpected(ConnectionError{.reason = diag::ReasonCode::own_certificate_missing});
    }
    return Connection::open(endpoint, endpoint.secure ? context->sslContext() : nullptr,
                            Clock::now() + limits_.connect);
}

std::optional<Connection> HttpPool::take(const Endpoint& endpoint) {
    const std::scoped_lock lock(mutex_);
    std::vector<Idle>& idle = idle_[endpoint];
    const TimePoint oldest = Clock::now() - limits_.idle;
    while (!idle.empty()) {
        Idle last = std::move(idle.back());
        idle.pop_back();
        if (last.since < oldest) {
            idle.clear(); // those before it are older
            break;
        }
        if (last.connection.is_idle()) {
            return std::move(last.connection);
        }
    }
    return std::nullopt;
}

void HttpPool::keep(const Endpoint& endpoint, Connection connection) {
    const std::scoped_lock lock(mutex_);
    // the connection was opened with a certificate that has been replaced since
    if (endpoint.secure && !connection.is_of(context_->sslContext())) {
        return;
    }
    std::vector<Idle>& idle = idle_[endpoint];
    if (idle.size() < limits_.idle_per_endpoint) {
        idle.push_back({std::move(connection), Clock::now()});
    }
}

ConnectionResult<Connection> HttpPool::connect_checked(const Endpoint& endpoint,
                                                       ServerBindings server_bindings) {
    TRY(Connection connection, connect(endpoint));
    TRY_VOID(check_server(connection, trust_, server_bindings));
    return connection;
}

ConnectionResult<HttpResponse> HttpPool::exchange(const Endpoint& endpoint, const HttpRequest& request) {
    bool may_have_arrived = false;
    // a new one shows what is shown now
    if (std::optional<Connection> body = take(endpoint);
        body && check_server(*body, trust_, request.server_bindings)) {
        ConnectionResult<ParsedResponse> response = talk(*body, endpoint, request, limits_);
        if (response) {
            if (response->is_reusable) {
                keep(endpoint, std::move(*body));
            }
            return std::move(response->response);
        }
        if (response.error().failure != ConnectionFailure::broken || !response.error().before_response) {
            return tl::make_unexpected(std::move(response).error());
        }
        may_have_arrived = response.error().may_have_arrived;
    }
    ConnectionResult<Connection> connection = connect_checked(endpoint, request.server_bindings);
    if (!connection) {
        connection.error().may_have_arrived = may_have_arrived;
        return tl::make_unexpected(std::move(connection).error());
    }
    ConnectionResult<ParsedResponse> response = talk(*connection, endpoint, request, limits_);
    if (!response) {
        response.error().may_have_arrived = response.error().may_have_arrived || may_have_arrived;
        return tl::make_unexpected(std::move(response).error());
    }
    if (response->is_reusable) {
        keep(endpoint, *std::move(connection));
    }
    response->response.is_retried = may_have_arrived;
    return std::move(response->response);
}

ConnectionResult<void> HttpPool::probe(const Endpoint& endpoint, ServerBindings server_bindings) {
    {
        const std::scoped_lock lock(mutex_);
        idle_.erase(endpoint); // connections from before say nothing about now
    }
    ConnectionResult<Connection> connection = connect_checked(endpoint, server_bindings);
    if (!connection) {
        return tl::make_unexpected(connection.error());
    }
    keep(endpoint, std::move(*connection));
    return {};
}

} // namespace renkei::client
