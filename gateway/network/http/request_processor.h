// Processes one request on a connection: everything that is decided before a handler sees it.
#pragma once

#include "gateway/network/http/client_authenticator.h"
#include "gateway/network/http/request_reader.h"
#include "gateway/network/http/server_state.h"

namespace renkei::http {

// What one connection keeps between requests.
struct ConnectionState {
    ListenerKind kind;
    std::string base; // "https://host:port"
    std::string address;
    ClientAuthenticator authenticator;
    std::string certificate{}; // of the connection, PEM; empty without TLS
    std::string chain{};
    std::optional<PeerLimits::Permit> permit{};
};

class RequestProcessor {
public:
    RequestProcessor(ServerState& state, ConnectionState& connection, Stream& stream, RequestReader& reader)
        : state_(state),
          connection_(connection),
          stream_(stream),
          reader_(reader) {}

    // Nothing: the client is gone.
    std::optional<Response> process(const RequestReader::HeadRead& head);

    const Request& request() const { return request_; }
    void release_body(); // and the memory of it and of the work on it: the response is made
    const std::string& account() const { return account_; } // who its memory is counted for
    bool ends_connection() const { return ends_; }
    // The response goes out before the body has come: the client may go on sending it.
    bool has_unread_body() const { return framed_ && framing_.has_body() && !body_read_; }
    void end_connection() { ends_ = true; }
    std::string_view route_name() const { return match_.route == nullptr ? "none" : match_.route->name; }

private:
    Response respond(const RequestReader::HeadRead& head);
    HttpResult<void> read(const RequestReader::HeadRead& head);
    HttpResult<void> identify();
    std::string client_address() const;
    HttpResult<std::string> presented_certificate();
    HttpResult<void> admit();
    HttpResult<void> find_route();
    HttpResult<void> read_body();
    HttpResult<void> receive_body(std::size_t longest);
    HttpResult<void> record_refusal(const HttpError& refusal);
    void skip_body();
    bool client_disconnected();
    Response failed(std::string_view what);

    ServerState& state_;
    ConnectionState& connection_;
    Stream& stream_;
    RequestReader& reader_;
    Request request_{};
    Framing framing_{};
    bool framed_ = false;
    bool body_begun_ = false;
    bool body_read_ = false;
    bool ends_ = false;
    bool is_disconnected_ = false;
    bool is_probed_ = false; // whether a client that closed its side still reads
    RouteMatch match_{};
    std::string account_{};
};

} // namespace renkei::http
