// Reads heads and bodies of HTTP/1.1 messages from a stream, within limits. Bytes after a message are kept
// for the next one.
#pragma once

#include "gateway/network/net/fields.h"
#include "gateway/network/net/stream.h"

namespace renkei::net {

enum class BodyEnd : std::uint8_t {
    whole,       // the next message begins behind it
    interrupted, // by the connection or its deadline
    malformed,   // its chunks
    long_lines,  // more chunk extensions and trailers than anyone needs
    too_large,
    unwanted, // by the sink; the rest is left where it is
};
struct BodyRead {
    BodyEnd end = BodyEnd::whole;
    Io io = Io::ok; // how it was interrupted
};
template <class T>
using BodyResult = tl::expected<T, BodyRead>; // an error: not whole

class MessageReader {
public:
    explicit MessageReader(Stream& stream) : stream_(&stream) {}

    struct HeadRead {
        Io io = Io::ok;
        bool too_large = false;
        std::string_view bytes{}; // as long as nothing else is read
    };
    // Up to its empty line. What does not begin with `begins` is handed out at once, as it is no head.
    HeadRead head(std::size_t limit, Deadline deadline, std::string_view begins = {});

    // Gets a body's pieces as they come; false: no more of them is wanted. Then the rest is dropped if the
    // body has a length and the rest is short.
    using Sink = std::function<bool(std::string_view)>;
    // Reads some of the `left` bytes of a piece through `step` and hands them over; how many they were.
    using HandOver = std::function<void(std::string_view)>;
    using PieceReader =
        std::function<Received(std::span<char> step, std::size_t left, const HandOver& hand_over)>;
    // A body without length is empty. `read`: in place of one read from the stream.
    BodyRead body(const BodyLength& length, std::size_t limit, Deadline deadline, const Sink& take,
                  const PieceReader& read = {});
    // of a body that is not wanted: shorter than a new connection
    static constexpr std::size_t max_discarded_bytes = 64U << 10;

    std::uint64_t received() const { return received_; } // of this message so far, without its head
    std::size_t held() const { return buffer_.size(); }  // read and not used yet, and what it came with
    bool has_begun() const { return has_begun_; }        // at least one byte came

private:
    struct Reading;             // a body's
    Io more(Deadline deadline); // into buffer_
    void drop(std::size_t size);
    void drop_head();
    BodyResult<void> exactly(std::size_t size, Reading& body);
    // The next line without its end. `longer` is how a body ends that has a longer line.
    BodyResult<std::string> line(std::size_t limit, Deadline deadline, BodyEnd longer);
    BodyResult<void> chunks(std::size_t limit, Reading& body);
    BodyResult<void> trailers(Reading& body);

    Stream* stream_;
    std::string buffer_; // read and not used yet, from begin_
    std::size_t begin_ = 0;
    std::size_t head_size_ = 0; // of the head that was handed out and still lies in the buffer
    std::uint64_t received_ = 0;
    bool has_begun_ = false;
};

} // namespace renkei::net
