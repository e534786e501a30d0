#include "gateway/network/net/message_reader.h"

#include "gateway/network/net/http_lines.h"

#include <algorithm>
#include <array>
#include <utility>

namespace renkei::net {
namespace {

constexpr std::size_t read_size = 4U << 10;  // most messages without a body
constexpr std::size_t body_step = 16U << 10; // a record of TLS
constexpr std::size_t chunk_line = 256;      // size and extensions of a chunk
constexpr std::size_t max_trailers = 32;
constexpr std::size_t max_trailer = 4U << 10;
constexpr std::size_t max_lines = 32U << 10; // extensions of all chunks and trailers: as much as a head

// Behind the first empty line; 0: none yet. A bare LF ends a line here, too, so that it is refused at once
// and not waited for.
std::size_t head_end(std::string_view bytes, std::size_t from) {
    for (std::size_t at = bytes.find('\n', from); at != std::string_view::npos;
         at = bytes.find('\n', at + 1)) {
        const std::string_view rest = bytes.substr(at + 1, 2);
        if (rest.starts_with('\n') || rest == "\r\n") {
            return at + 1 + (rest.front() == '\n' ? 1 : 2);
        }
    }
    return 0;
}

} // namespace

struct MessageReader::Reading {
    Deadline deadline;
    const Sink& take;
    const PieceReader& read;
    bool is_wanted = true;
    Io io = Io::ok;
    std::string line{};
    std::size_t lines_left = max_lines;

    void hand_over(std::string_view bytes) { is_wanted = is_wanted && take(bytes); }
    BodyEnd interrupted(Io how) {
        io = how;
        return BodyEnd::interrupted;
    }
    BodyEnd count_line(std::size_t size) { // of the lines that say nothing to us
        if (size > lines_left) {
            return BodyEnd::long_lines;
        }
        lines_left -= size;
        return BodyEnd::whole;
    }
};

Io MessageReader::more(Deadline deadline) {
    buffer_.erase(0, std::exchange(begin_, 0));
    // a connection that waits holds no buffer
    if (const Io io = stream_->wait_readable(deadline); io != Io::ok) {
        return io;
    }
    const std::size_t before = buffer_.size();
    buffer_.resize(before + read_size);
    const auto [io, size] = stream_->read(std::span(buffer_).subspan(before), deadline);
    buffer_.resize(before + size);
    has_begun_ = has_begun_ || size > 0;
    return io;
}

void MessageReader::drop(std::size_t size) {
    begin_ += size;
    received_ += size;
    if (begin_ == buffer_.size()) {
        begin_ = 0;
        buffer_ = {}; // a connection that waits holds no buffer
    }
}

void MessageReader::drop_head() {
    drop(std::exchange(head_size_, 0));
    received_ = 0;
}

MessageReader::HeadRead MessageReader::head(std::size_t limit, Deadline deadline, std::string_view begins) {
    drop_head();
    std::size_t seen = 0;
    for (;;) {
        const std::string_view have = std::string_view(buffer_).substr(begin_);
        if (!begins.starts_with(have.substr(0, begins.size()))) {
            return {.bytes = have};
        }
        const std::size_t end = head_end(have, seen);
        if (end > limit || (end == 0 && have.size() >= limit)) {
            return {.too_large = true};
        }
        if (end > 0) {
            head_size_ = end;
            return {.bytes = have.substr(0, end)};
        }
        seen = have.size() < 2 ? 0 : have.size() - 2;
        if (const Io io = more(deadline); io != Io::ok) {
            return {.io = io};
        }
    }
}

BodyEnd MessageReader::exactly(std::size_t size, Reading& body) {
    const HandOver hand_over = [&body](std::string_view bytes) { body.hand_over(bytes); };
    const std::size_t at_hand = std::min(size, buffer_.size() - begin_);
    hand_over(std::string_view(buffer_).substr(begin_, at_hand));
    drop(at_hand);
    std::array<char, body_step> step;
    for (std::size_t left = size - at_hand; left > 0;) {
        if (!body.is_wanted && left > max_discarded_bytes) {
            return BodyEnd::unwanted;
        }
        Received got;
        if (body.read) {
            got = body.read(std::span(step), left, hand_over);
        } else {
            got = stream_->read(std::span(step).first(std::min(left, step.size())), body.deadline);
            hand_over({step.data(), got.size});
        }
        if (got.io != Io::ok) {
            return body.interrupted(got.io);
        }
        left -= got.size;
        received_ += got.size;
    }
    return BodyEnd::whole;
}

BodyEnd MessageReader::line(std::size_t limit, Reading& body) {
    for (;;) {
        const std::string_view have = std::string_view(buffer_).substr(begin_);
        const std::size_t end = have.find('\n');
        if (std::min(end, have.size()) > limit) {
            return BodyEnd::long_lines;
        }
        if (end != std::string_view::npos) {
            const bool is_line = end > 0 && have[end - 1] == '\r';
            body.line = have.substr(0, is_line ? end - 1 : 0);
            drop(end + 1);
            return is_line ? BodyEnd::whole : BodyEnd::malformed;
        }
        if (const Io io = more(body.deadline); io != Io::ok) {
            return body.interrupted(io);
        }
    }
}

// With the line end behind it.
BodyEnd MessageReader::chunk(std::size_t size, Reading& body) {
    BodyEnd end = exactly(size, body);
    if (end == BodyEnd::whole) {
        end = body.is_wanted ? line(2, body) : BodyEnd::unwanted;
    }
    const bool is_longer = end == BodyEnd::long_lines || (end == BodyEnd::whole && !body.line.empty());
    return is_longer ? BodyEnd::malformed : end;
}

// Read over: nothing may be said behind the body.
BodyEnd MessageReader::trailers(Reading& body) {
    for (std::size_t count = 0; count <= max_trailers; ++count) {
        BodyEnd end = line(max_trailer, body);
        if (end == BodyEnd::whole && body.line.empty()) {
            return end;
        }
        if (end == BodyEnd::whole) {
            end = is_trailer_line(body.line) ? body.count_line(body.line.size()) : BodyEnd::malformed;
        }
        if (end != BodyEnd::whole) {
            return end;
        }
    }
    return BodyEnd::long_lines;
}

BodyEnd MessageReader::chunks(std::size_t limit, Reading& body) {
    for (std::size_t left = limit;;) {
        BodyEnd end = line(chunk_line, body);
        const std::optional<std::uint32_t> size = chunk_size(body.line);
        if (end == BodyEnd::whole) {
            const std::size_t digits = std::min(body.line.find(';'), body.line.size());
            end = !size          ? BodyEnd::malformed
                  : *size > left ? BodyEnd::too_large
                                 : body.count_line(body.line.size() - digits);
        }
        if (end == BodyEnd::whole && *size == 0) {
            return trailers(body);
        }
        if (end == BodyEnd::whole) {
            left -= *size;
            end = chunk(*size, body);
        }
        if (end != BodyEnd::whole) {
            return end;
        }
    }
}

BodyRead MessageReader::body(const BodyLength& length, std::size_t limit, Deadline deadline, const Sink& take,
                             const PieceReader& read) {
    drop_head();
    Reading body{.deadline = deadline, .take = take, .read = read};
    const std::uint64_t bytes = length.bytes.value_or(0);
    const BodyEnd end = length.is_chunked ? chunks(limit, body)
                        : bytes > limit   ? BodyEnd::too_large
                                          : exactly(static_cast<std::size_t>(bytes), body);
    return {end, body.io};
}

} // namespace renkei::net
