// Reads heads and bodies of requests. Large bodies are read in their caller's turns.
#pragma once

#include "gateway/network/http/content_coding.h"
#include "gateway/network/http/request_head.h"
#include "gateway/network/net/caller_turns.h"
#include "gateway/network/net/message_reader.h"

namespace renkei::http {

using net::bytes_without_turn;
using net::CallerTurn;
using net::CallerTurns;
using net::Deadline;
using net::Io;
using net::Stream;

class RequestReader {
public:
    explicit RequestReader(Stream& stream) : stream_(&stream), reader_(stream) {}

    using HeadRead = net::MessageReader::HeadRead;
    HeadRead head(std::size_t limit, Deadline deadline) { return reader_.head(limit, deadline); }

    struct BodyRead {
        Io io = Io::ok;
        std::optional<HttpError> refusal{};
        bool is_whole = false; // the next request begins behind it
    };
    // `take` gets its pieces as they come. When it refuses one, the rest is dropped if it is short, else left
    // where it is.
    BodyRead body(const Framing& framing, std::size_t limit, Deadline deadline, const ByteSink& take) {
        return body(framing, limit, deadline, take, {});
    }
    // All but the first `bytes` of the body are read in the caller's turns; without `turn`, none are taken.
    struct TurnBehind {
        std::shared_ptr<CallerTurn> turn{};
        std::size_t bytes = bytes_without_turn;
    };
    BodyRead body(const Framing& framing, std::size_t limit, Deadline deadline, const ByteSink& take,
                  TurnBehind turn);

    std::uint64_t received() const { return reader_.received(); } // of this request so far, without its head

private:
    bool needs_turn() const { return turn_.turn != nullptr && received() >= turn_.bytes; }
    net::Received read_piece(std::span<char> step, std::size_t left, Deadline deadline,
                             const net::MessageReader::HandOver& hand_over);

    Stream* stream_;
    net::MessageReader reader_;
    TurnBehind turn_{};       // of the body that is read
    bool holds_turn_ = false; // while a piece is read
};

} // namespace renkei::http
