#include "gateway/network/http/request_reader.h"

#include "generated/messages/server.h"

#include <algorithm>

namespace renkei::http {
namespace {

constexpr std::size_t bytes_of_turn = 256U << 10;

std::optional<HttpError> refusal_of(net::BodyEnd end, std::size_t limit) {
    switch (end) {
    case net::BodyEnd::whole:
    case net::BodyEnd::interrupted:
    case net::BodyEnd::unwanted: break;
    case net::BodyEnd::too_large:
        return http_error(diag::message::request_too_large, {std::to_string(limit)}).value();
    case net::BodyEnd::malformed:
    case net::BodyEnd::long_lines: return bad_request("chunk: SIZE CR LF BYTES CR LF").value();
    }
    return std::nullopt;
}

} // namespace

// Reads once. In a turn it reads all that has come of a large body, up to a size, before others get theirs.
net::Received RequestReader::read_piece(std::span<char> step, std::size_t left, Deadline deadline,
                                        const net::MessageReader::HandOver& hand_over) {
    const auto room = [&](std::size_t got) { return step.first(std::min(left - got, step.size())); };
    if (!needs_turn()) {
        const net::Received out = stream_->read(room(0), deadline);
        hand_over({step.data(), out.size});
        return out;
    }
    while (std::chrono::steady_clock::now() < deadline) {
        net::Received out;
        {
            const std::unique_lock turn(*turn_.turn, deadline);
            holds_turn_ = turn.owns_lock();
            while (holds_turn_ && out.io == Io::ok && out.size < left && out.size < bytes_of_turn) {
                const net::Received got = stream_->read_available(room(out.size));
                hand_over({step.data(), got.size});
                out = {got.io, out.size + got.size};
            }
            holds_turn_ = false;
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

RequestReader::BodyRead RequestReader::body(const Framing& framing, std::size_t limit, Deadline deadline,
                                            const ByteSink& take, TurnBehind turn) {
    turn_ = std::move(turn);
    std::optional<HttpError> refusal;
    bool is_late = false;
    const auto sink = [&](std::string_view bytes) {
        std::unique_lock<CallerTurn> held; // for what came with the head
        if (needs_turn() && !holds_turn_) {
            held = std::unique_lock(*turn_.turn, deadline);
            is_late = !held.owns_lock();
        }
        if (is_late) {
            return false;
        }
        HttpResult<void> taken = take(bytes);
        if (!taken) {
            refusal = std::move(taken.error());
        }
        return taken.has_value();
    };
    const net::BodyRead read =
        reader_.body(framing.body, limit, deadline, sink, [&](auto step, auto left, const auto& hand_over) {
            return read_piece(step, left, deadline, hand_over);
        });
    return {.io = is_late ? Io::timed_out : read.io,
            .refusal = refusal ? std::move(refusal) : refusal_of(read.end, limit),
            .is_whole = read.end == net::BodyEnd::whole};
}

} // namespace renkei::http
