// One connection from its first byte to its last: handshake, then request and answer, over and over.
#pragma once

#include "gateway/http/turn.h"

namespace renkei::http {

class Conversation {
public:
    Conversation(Front& front, Door door, std::string base, Connections::Seat& seat, SSL_CTX* context);
    void run();

private:
    bool shake_hands();
    bool next_turn(); // false: the connection ends
    std::uint64_t write_pieces(const BodySource& source, Deadline end);
    void tell(const Turn& turn, const Answer& answer, std::chrono::steady_clock::time_point begun, std::uint64_t sent);

    Front& front_;
    Connections::Seat& seat_;
    Stream stream_;
    Incoming incoming_;
    Guest guest_;
    bool first_ = true;
    std::chrono::seconds patience_{2}; // for the client to read the last answer
    bool broken_ = false; // there is nobody to say goodbye to
};

} // namespace renkei::http
