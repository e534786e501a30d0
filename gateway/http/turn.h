// One request and its answer on a connection: everything that is decided before a handler sees it.
#pragma once

#include "gateway/http/doorkeeper.h"
#include "gateway/http/front.h"
#include "gateway/http/incoming.h"

namespace renkei::http {

// What one connection keeps from request to request.
struct Guest {
    Door door;
    std::string base;                      // "https://host:port"
    std::string address;
    Doorkeeper doorkeeper;
    std::string certificate{};             // of the connection, PEM; empty on doors without TLS
    std::string chain{};
    std::optional<PeerLimits::Pass> pass{};
};

class Turn {
public:
    Turn(Front& front, Guest& guest, Stream& stream, Incoming& incoming) : front_(front), guest_(guest), stream_(stream), incoming_(incoming) {}

    // Nothing: the client is gone.
    std::optional<Answer> answer(const Incoming::HeadBytes& head);

    const Request& request() const { return request_; }
    void release_body(); // its memory: the answer is made
    const std::string& account() const { return account_; } // who its memory is counted for
    bool ends_connection() const { return ends_; }
    void end_connection() { ends_ = true; }
    std::string_view route_name() const { return route_ == nullptr ? "none" : route_->name; }

private:
    Answer respond(const Incoming::HeadBytes& head);
    Or<void> read(const Incoming::HeadBytes& head);
    Or<void> identify();
    std::string client_address() const;
    bool has_header(std::string_view name) const;
    Or<std::string> presented_certificate();
    Or<void> admit();
    Or<void> find_route();
    Or<void> read_body();
    Or<void> receive_body(std::size_t longest);
    Or<void> record_refusal(const Refused& refusal);
    void skip_body();
    bool caller_is_gone();
    Answer refusal(Refused refused);
    Answer fault(std::string_view what);

    Front& front_;
    Guest& guest_;
    Stream& stream_;
    Incoming& incoming_;
    Request request_{};
    Framing framing_{};
    bool framed_ = false;
    bool body_begun_ = false;
    bool body_read_ = false;
    bool ends_ = false;
    bool gone_ = false;
    bool is_probed_ = false; // whether a caller that closed its side still reads
    const Route* route_ = nullptr;
    std::vector<std::string> parts_{};
    std::string account_{};
    MemoryShare::Held body_memory_{};
};

} // namespace renkei::http
