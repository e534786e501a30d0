#include "gateway/network/http/request_reader.h"

#include "gateway/core/text/http_lines.h"

#include <algorithm>
#include <array>

namespace renkei::http {
namespace {

constexpr std::size_t read_size = 4U << 10;  // most requests without a body
constexpr std::size_t body_step = 16U << 10; // a record of TLS
constexpr std::size_t chunk_line = 256;      // size and extensions of a chunk
constexpr std::size_t trailer_lines = 32;
constexpr std::size_t bytes_of_turn = 256U << 10;

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

HttpError too_large(std::size_t limit) {
    return http_error(diag::Message::request_too_large, {std::to_string(limit)}).value();
}

} // namespace

Io RequestReader::more(Deadline deadline) {
    if (begin_ > 0) {
        buffer_.erase(0, begin_);
        begin_ = 0;
    }
    // a connection that waits holds no buffer
    if (const Io io = stream_->wait_readable(deadline); io != Io::ok) {
        return io;
    }
    const std::size_t before = buffer_.size();
    buffer_.resize(before + read_size);
    const auto [io, size] = stream_->read(std::span(buffer_).subspan(before), deadline);
    buffer_.resize(before + size);
    return io;
}

void RequestReader::drop(std::size_t size) {
    begin_ += size;
    received_ += size;
    if (begin_ == buffer_.size()) {
        begin_ = 0;
        buffer_ = {}; // a connection that waits holds no buffer
    }
}

RequestReader::HeadRead RequestReader::head(std::size_t limit, Deadline deadline) {
    drop(head_size_);
    head_size_ = 0;
    received_ = 0;
    std::size_t seen = 0;
    for (;;) {
        const std::string_view have = std::string_view(buffer_).substr(begin_);
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

// One read; of a large body, what has come of it up to a size, without others of the caller in between.
Stream::Received RequestReader::read_piece(std::span<char> step, std::size_t left, Deadline deadline,
                                           const Taker& hand_over) {
    const auto room = [&](std::size_t got) { return step.first(std::min(left - got, step.size())); };
    if (!needs_turn()) {
        const Stream::Received out = stream_->read(room(0), deadline);
        hand_over({step.data(), out.size});
        return out;
    }
    while (std::chrono::steady_clock::now() < deadline) {
        Stream::Received out;
        {
            const std::unique_lock turn(*turn_.turn, deadline);
            while (turn.owns_lock() && out.io == Io::ok && out.size < left && out.size < bytes_of_turn) {
                const Stream::Received got = stream_->read_available(room(out.size));
                hand_over({step.data(), got.size});
                out = {got.io, out.size + got.size};
            }
        }
        if (out.size > 0) { // how it ended is found by the next call
            return {Io::ok, out.size};
        }
        if (out.io != Io::timed_out) {
            return out;
        }
        if (const Io io = stream_->wait_for_more(deadline); io != Io::ok) {
            return {io, 0};
        }
    }
    return {Io::timed_out, 0};
}

Io RequestReader::exactly(std::size_t size, Deadline deadline, const ByteSink& take, BodyRead& body) {
    const auto hand_over = [&](std::string_view bytes) {
        if (!body.refusal) {
            if (HttpResult<void> taken = take(bytes); !taken) {
                body.refusal = std::move(taken.error());
            }
        }
    };
    const std::size_t at_hand = std::min(size, buffer_.size() - begin_);
    {
        const auto turn =
            needs_turn() ? std::unique_lock(*turn_.turn, deadline) : std::unique_lock<CallerTurn>();
        if (needs_turn() && !turn) {
            return Io::timed_out;
        }
        hand_over(std::string_view(buffer_).substr(begin_, at_hand));
    }
    drop(at_hand);
    std::array<char, body_step> step;
    for (std::size_t left = size - at_hand; left > 0;) {
        if (body.refusal && left > max_discarded_bytes) {
            return Io::ok;
        }
        const auto [io, got] = read_piece(std::span(step), left, deadline, hand_over);
        if (io != Io::ok) {
            return io;
        }
        left -= got;
        received_ += got;
    }
    body.is_whole = true;
    return Io::ok;
}

Io RequestReader::line(std::optional<std::string>& out, std::size_t limit, Deadline deadline) {
    out.reset();
    for (;;) {
        const std::string_view have = std::string_view(buffer_).substr(begin_);
        const std::size_t end = have.find('\n');
        if (end != std::string_view::npos && end <= limit) {
            if (end > 0 && have[end - 1] == '\r') {
                out = have.substr(0, end - 1);
            }
            drop(end + 1);
            return Io::ok;
        }
        if (have.size() > limit) {
            return Io::ok;
        }
        if (const Io io = more(deadline); io != Io::ok) {
            return io;
        }
    }
}

RequestReader::BodyRead RequestReader::chunks(std::size_t limit, Deadline deadline, const ByteSink& take) {
    BodyRead body;
    std::optional<std::string> text;
    std::size_t total = 0;
    const auto give_up = [&body](HttpError refusal) {
        body.is_whole = false;
        body.refusal = std::move(refusal);
        return body;
    };
    const auto wrong = [&give_up] { return give_up(bad_request("chunk: SIZE CR LF BYTES CR LF").value()); };
    for (;;) {
        if (body.io = line(text, chunk_line, deadline); body.io != Io::ok) {
            return body;
        }
        const std::optional<std::uint32_t> size = text ? text::chunk_size(*text) : std::nullopt;
        if (!size) {
            return wrong();
        }
        if (*size == 0) {
            break;
        }
        if (*size > limit - total) {
            return give_up(too_large(limit));
        }
        total += *size;
        body.io = exactly(*size, deadline, take, body);
        body.is_whole = false;
        if (body.io != Io::ok || body.refusal) {
            return body;
        }
        if (body.io = line(text, 2, deadline); body.io != Io::ok) {
            return body;
        }
        if (!text || !text->empty()) {
            return wrong();
        }
    }
    // read over: nothing may be said behind the body
    for (std::size_t trailers = 0; trailers < trailer_lines; ++trailers) {
        body.io = line(text, 4096, deadline);
        body.is_whole = body.io == Io::ok && text && text->empty();
        if (body.io != Io::ok || body.is_whole) {
            return body;
        }
        if (!text || !text::is_trailer_line(*text)) {
            break;
        }
    }
    return wrong();
}

RequestReader::BodyRead RequestReader::body(const Framing& framing, std::size_t limit, Deadline deadline,
                                            const ByteSink& take, TurnBehind turn) {
    turn_ = std::move(turn);
    drop(head_size_);
    head_size_ = 0;
    received_ = 0;
    if (framing.chunked) {
        return chunks(limit, deadline, take);
    }
    BodyRead body;
    if (framing.length > limit) {
        body.refusal = too_large(limit);
        return body;
    }
    body.io = exactly(static_cast<std::size_t>(framing.length), deadline, take, body);
    return body;
}

} // namespace renkei::http
