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
    // An unread body must not be taken for the next request.
    bool ends_connection() const { return ends_ || progress_ != Progress::whole; }
    // The response goes out before the body has come: the client may go on sending it.
    bool has_unread_body() const { return progress_ == Progress::framed || progress_ == Progress::begun; }
    void end_connection() { ends_ = true; }
    std::string_view route_name() const { return match_.route == nullptr ? "none" : match_.route->name; }

private:
    // How far the request was read, in this order (README, "States of a request").
    enum class Progress : std::uint8_t {
        unframed,    // where it ends is not known
        framed,      // it has a body, and nothing of the body was read
        begun,       // a part of the body may have been read
        whole,       // it was read to its end
        disconnected // the client is gone
    };
    void advance(Progress to);

    Response respond(const RequestReader::HeadRead& head);
    HttpResult<void> read(const RequestReader::HeadRead& head);
    HttpResult<void> identify();
    std::string client_address() const;
    HttpResult<std::string> presented_certificate();
    HttpResult<void> admit();
    HttpResult<void> identify_user();
    HttpResult<void> find_route();
    HttpResult<void> read_body();
    HttpResult<void> receive_body(std::size_t longest);
    HttpResult<void> record_refusal(const HttpError& refusal); // of an unknown caller: within limits
    HttpResult<void> write_refusal(const HttpError& refusal);
    void skip_body();
    bool client_disconnected();
    Response failed(std::string_view what);

    ServerState& state_;
    ConnectionState& connection_;
    Stream& stream_;
    RequestReader& reader_;
    Request request_{};
    Framing framing_{};
    Progress progress_ = Progress::unframed;
    bool ends_ = false;      // even if the request is read to its end
    bool is_probed_ = false; // whether a client that closed its side still reads
    RouteMatch match_{};
    std::string account_{};
};

} // namespace renkei::http
