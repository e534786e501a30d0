// Reads heads and bodies from a stream. Bytes after a request are kept for the next one.
#pragma once

#include "gateway/network/http/caller_turns.h"
#include "gateway/network/http/content_coding.h"
#include "gateway/network/http/request_head.h"
#include "gateway/network/http/stream.h"

namespace renkei::http {

class RequestReader {
public:
    explicit RequestReader(Stream& stream) : stream_(&stream) {}

    struct HeadRead {
        Io io = Io::ok;
        bool too_large = false;
        std::string_view bytes{}; // as long as nothing else is read
    };
    HeadRead head(std::size_t limit, Deadline deadline);

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
    // What is behind the first bytes is taken in the caller's turns. No turn: nothing is.
    struct TurnBehind {
        std::shared_ptr<CallerTurn> turn{};
        std::size_t bytes = bytes_without_turn;
    };
    BodyRead body(const Framing& framing, std::size_t limit, Deadline deadline, const ByteSink& take,
                  TurnBehind turn);
    // of a body that is not wanted: shorter than a new connection
    static constexpr std::size_t max_discarded_bytes = 64U << 10;

    std::uint64_t received() const { return received_; } // of this request so far, without its head

private:
    Io more(Deadline deadline); // into buffer_
    using Taker = std::function<void(std::string_view)>;
    Stream::Received read_piece(std::span<char> step, std::size_t left, Deadline deadline,
                                const Taker& hand_over);
    bool needs_turn() const { return turn_.turn != nullptr && received_ >= turn_.bytes; }
    Io exactly(std::size_t size, Deadline deadline, const ByteSink& take, BodyRead& body);
    // A line without its end, at most `limit` bytes long; nothing: longer, or not ended by CR LF.
    Io line(std::optional<std::string>& out, std::size_t limit, Deadline deadline);
    BodyRead chunks(std::size_t limit, Deadline deadline, const ByteSink& take);
    void drop(std::size_t size);

    Stream* stream_;
    std::string buffer_; // read and not used yet, from begin_
    std::size_t begin_ = 0;
    std::size_t head_size_ = 0; // of the head that was handed out and still lies in the buffer
    std::uint64_t received_ = 0;
    TurnBehind turn_{}; // of the body that is read
};

} // namespace renkei::http
