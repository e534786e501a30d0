// One connection behind its handshake: request and answer, over and over.
#pragma once

#include "gateway/http/held_bytes.h"
#include "gateway/http/reply.h"
#include "gateway/http/turn.h"

namespace renkei::http {

class Conversation {
public:
    Conversation(Front& front, Door door, std::string base, Connections::Seat& seat, Stream& stream);
    void run();

private:
    bool next_turn(); // false: the connection ends
    Io send(std::string_view head, HeldBytes& body) const;
    Io send_pieces(std::string_view head, const BodySource& source) const;
    void tell(const Turn& turn, const Answer& answer, std::chrono::steady_clock::time_point begun, std::uint64_t sent);

    Front& front_;
    Connections::Seat& seat_;
    Stream& stream_;
    Incoming incoming_;
    Guest guest_;
    bool first_ = true;
    std::chrono::seconds patience_{2}; // for the client to read the last answer
    bool broken_ = false; // there is nobody to say goodbye to
};

} // namespace renkei::http
