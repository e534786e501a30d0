#include "gateway/http/conversation.h"

#include "gateway/http/request_id.h"

namespace renkei::http {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds stall{1}; // a reader that takes nothing for so long does not read

} // namespace

Conversation::Conversation(Front& front, Door door, std::string base, Connections::Seat& seat, Stream& stream)
    : front_(front)
    , seat_(seat)
    , stream_(stream)
    , incoming_(stream_)
    , guest_{.door = door, .base = std::move(base), .address = seat_.address(), .doorkeeper = Doorkeeper(front.house)} {
    guest_.certificate = stream_.certificate();
    guest_.chain = stream_.certificates_behind_it();
}

void Conversation::run() {
    while (!seat_.last() && next_turn()) {
    }
    if (!broken_) {
        stream_.finish(Clock::now() + patience_);
    }
}

bool Conversation::next_turn() {
    const Limits& limits = front_.limits;
    seat_.waits(true);
    const Deadline deadline = first_ ? seat_.since() + std::chrono::seconds(limits.header_seconds) : Clock::now() + std::chrono::seconds(limits.idle_seconds);
    first_ = false;
    const Incoming::HeadBytes head = incoming_.head(limits.header_bytes, deadline);
    if (head.io != Io::ok) {
        broken_ = head.io == Io::failed;
        patience_ = std::chrono::seconds(0); // it has had its time
        return false;
    }
    seat_.waits(false);
    const auto begun = Clock::now();
    Turn turn(front_, guest_, stream_, incoming_);
    std::optional<Answer> answer = turn.answer(head);
    if (!answer) {
        broken_ = true;
        return false;
    }
    if (seat_.last()) {
        turn.end_connection();
    }
    turn.release_body();
    HeldBytes body(front_.memory, front_.spool, turn.account());
    const auto bytes_of = [&](Answer of) {
        return reply(std::move(of), {.method = turn.request().method,
                                     .accept_encoding = turn.request().header("Accept-Encoding"),
                                     .request = turn.request().caller.request,
                                     .sent_id = repeatable_id(turn.request().header("X-Request-Id")),
                                     .ends = turn.ends_connection(),
                                     .now = front_.house.clock->now()});
    };
    Answer summary{.status = answer->status, .outcome = answer->outcome};
    MemoryShare::Held memory = std::move(answer->memory);
    Reply bytes = bytes_of(*std::move(answer));
    if (bytes.source) {
        if (memory) {
            static_cast<void>(memory->wait_for_network()); // has that no room, it stays as it is, counted
        }
        const std::uint64_t size = bytes.head.size() + bytes.source.size;
        broken_ = send_pieces(bytes.head, bytes.source) != Io::ok;
        tell(turn, summary, begun, size);
        return !broken_ && !turn.ends_connection();
    }
    if (Or<void> held = body.adopt(std::move(bytes.body), std::move(memory)); !held) { // there is no room for it
        Answer refusal = refuse(turn.request(), held.error().status, held.error().error);
        refusal.headers = std::move(held.error().headers);
        summary = {.status = refusal.status, .outcome = refusal.outcome};
        bytes = bytes_of(std::move(refusal));
        static_cast<void>(body.adopt(std::move(bytes.body), {})); // small
    }
    const std::uint64_t size = bytes.head.size() + body.size();
    const Io written = send(bytes.head, body);
    tell(turn, summary, begun, size);
    broken_ = written != Io::ok;
    return !broken_ && !turn.ends_connection();
}

// A reader that takes nothing for a moment is waited for with the answer in the spool, not in memory.
Io Conversation::send(std::string_view head, HeldBytes& body) const {
    const Deadline deadline = Clock::now() + std::chrono::seconds(front_.limits.body_seconds);
    for (bool is_first = true;; is_first = false) {
        const std::optional<std::string_view> piece = body.next();
        if (!piece) {
            return Io::failed; // what was sent is not the answer: the connection ends within it
        }
        if (piece->empty() && !is_first) {
            return Io::ok;
        }
        Io io = stream_.write(is_first ? head : std::string_view(), *piece, std::min(deadline, Clock::now() + stall));
        if (io == Io::late) {
            body.spill();
            io = stream_.flush(deadline);
        }
        if (io != Io::ok) {
            return io;
        }
    }
}

// One piece is in memory at a time. What is not all of the body ends the connection within it.
Io Conversation::send_pieces(std::string_view head, const BodySource& source) const {
    const Deadline deadline = Clock::now() + std::chrono::seconds(front_.limits.body_seconds);
    Io io = stream_.write(head, {}, deadline);
    for (std::uint64_t sent = 0; io == Io::ok && sent < source.size;) {
        const diag::Result<std::optional<std::string>> piece = source.next();
        if (!piece || !*piece || (*piece)->size() > source.size - sent) {
            return Io::failed;
        }
        io = stream_.write({}, **piece, deadline);
        sent += (*piece)->size();
    }
    return io;
}

void Conversation::tell(const Turn& turn, const Answer& answer, Clock::time_point begun, std::uint64_t sent) {
    const auto took = Clock::now() - begun;
    const std::string_view outcome = as_word(answer.outcome.empty() ? "ok" : std::string_view(answer.outcome));
    const policy::Caller& caller = turn.request().caller;
    front_.metrics.request(turn.route_name(), answer.status, outcome, std::chrono::duration<double>(took).count());
    front_.metrics.bytes(incoming_.received(), sent);
    front_.log.request({.door = to_text(guest_.door),
                        .request = caller.request,
                        .peer = caller.peer == nullptr ? std::string_view{} : std::string_view(caller.peer->id),
                        .route = turn.route_name(),
                        .status = answer.status,
                        .outcome = outcome,
                        .micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count(),
                        .received = incoming_.received(),
                        .sent = sent});
}

} // namespace renkei::http
