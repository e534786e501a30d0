// One connection after its handshake: the loop of requests and responses.
#pragma once

#include "gateway/network/http/body_buffer.h"
#include "gateway/network/http/request_processor.h"
#include "gateway/network/http/response_serializer.h"

namespace renkei::http {

class HttpConnection {
public:
    HttpConnection(ServerState& state, ListenerKind kind, std::string base, Connections::Slot& slot,
                   Stream& stream);
    void run();

private:
    bool serve_request(); // false: the connection ends
    // `caller`: in whose turns a large one is prepared
    Io send(std::string_view head, BodyBuffer& body, const std::string& caller) const;
    Io send_pieces(std::string_view head, const BodySource& source, const std::string& caller) const;
    void log_request(const RequestProcessor& processor, const Response& response,
                     std::chrono::steady_clock::time_point begun, std::uint64_t sent);

    ServerState& state_;
    Connections::Slot& slot_;
    Stream& stream_;
    RequestReader reader_;
    ConnectionState connection_;
    bool first_ = true;
    std::chrono::seconds linger_time_{2}; // for the client to read the last response
    Deadline end_of_body_{};              // of a refused one that may still come
    bool broken_ = false;                 // the client is gone, so the connection is closed without waiting
};

} // namespace renkei::http
