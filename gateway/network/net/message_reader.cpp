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

// The position behind the first empty line; 0 if there is none yet. A bare LF ends a line here, too, so that
// it is refused at once and not waited for.
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

tl::unexpected<BodyRead> ended(BodyEnd end, Io io = Io::ok) { return tl::make_unexpected(BodyRead{end, io}); }

} // namespace

struct MessageReader::Reading {
    Deadline deadline;
    const Sink& take;
    const PieceReader& read;
    bool is_wanted = true;
    std::size_t lines_left = max_lines;

    void hand_over(std::string_view bytes) { is_wanted = is_wanted && take(bytes); }
    BodyResult<void> count_line(std::size_t size) { // of the lines that say nothing to us
        if (size > lines_left) {
            return ended(BodyEnd::long_lines);
        }
        lines_left -= size;
        return {};
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

BodyResult<void> MessageReader::exactly(std::size_t size, Reading& body) {
    const HandOver hand_over = [&body](std::string_view bytes) { body.hand_over(bytes); };
    const std::size_t at_hand = std::min(size, buffer_.size() - begin_);
    hand_over(std::string_view(buffer_).substr(begin_, at_hand));
    drop(at_hand);
    std::array<char, body_step> step;
    for (std::size_t left = size - at_hand; left > 0;) {
        if (!body.is_wanted && left > max_discarded_bytes) {
            return ended(BodyEnd::unwanted);
        }
        Received got;
        if (body.read) {
            got = body.read(std::span(step), left, hand_over);
        } else {
            got = stream_->read(std::span(step).first(std::min(left, step.size())), body.deadline);
            hand_over({step.data(), got.size});
        }
        if (got.io != Io::ok) {
            return ended(BodyEnd::interrupted, got.io);
        }
        left -= got.size;
        received_ += got.size;
    }
    return {};
}

BodyResult<std::string> MessageReader::line(std::size_t limit, Deadline deadline, BodyEnd longer) {
    for (;;) {
        const std::string_view have = std::string_view(buffer_).substr(begin_);
        const std::size_t end = have.find('\n');
        if (std::min(end, have.size()) > limit) {
            return ended(longer);
        }
        if (end != std::string_view::npos) {
            std::string out(have.substr(0, end));
            drop(end + 1);
            if (!out.ends_with('\r')) {
                return ended(BodyEnd::malformed);
            }
            out.pop_back();
            return out;
        }
        if (const Io io = more(deadline); io != Io::ok) {
            return ended(BodyEnd::interrupted, io);
        }
    }
}

// Reads the trailers and ignores them: fields behind the body have no effect.
BodyResult<void> MessageReader::trailers(Reading& body) {
    for (std::size_t count = 0; count <= max_trailers; ++count) {
        TRY(const std::string text, line(max_trailer, body.deadline, BodyEnd::long_lines));
        if (text.empty()) {
            return {};
        }
        if (!is_trailer_line(text)) {
            return ended(BodyEnd::malformed);
        }
        TRY_VOID(body.count_line(text.size()));
    }
    return ended(BodyEnd::long_lines);
}

BodyResult<void> MessageReader::chunks(std::size_t limit, Reading& body) {
    for (std::size_t left = limit;;) {
        TRY(const std::string text, line(chunk_line, body.deadline, BodyEnd::long_lines));
        const std::optional<std::uint32_t> size = chunk_size(text);
        if (!size || *size > left) {
            return ended(size ? BodyEnd::too_large : BodyEnd::malformed);
        }
        TRY_VOID(body.count_line(text.size() - std::min(text.find(';'), text.size())));
        if (*size == 0) {
            return trailers(body);
        }
        left -= *size;
        TRY_VOID(exactly(*size, body));
        if (!body.is_wanted) {
            return ended(BodyEnd::unwanted);
        }
        TRY(const std::string rest, line(2, body.deadline, BodyEnd::malformed));
        if (!rest.empty()) {
            return ended(BodyEnd::malformed);
        }
    }
}

BodyRead MessageReader::body(const BodyLength& length, std::size_t limit, Deadline deadline, const Sink& take,
                             const PieceReader& read) {
    drop_head();
    Reading body{.deadline = deadline, .take = take, .read = read};
    const std::uint64_t bytes = length.bytes.value_or(0);
    if (!length.is_chunked && bytes > limit) {
        return {BodyEnd::too_large};
    }
    const BodyResult<void> done =
        length.is_chunked ? chunks(limit, body) : exactly(static_cast<std::size_t>(bytes), body);
    return done ? BodyRead{} : done.error();
}

} // namespace renkei::net
