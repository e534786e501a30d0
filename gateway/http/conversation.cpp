#include "gateway/http/conversation.h"

#include "gateway/http/reply.h"

namespace renkei::http {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::string_view end_words[] = {"closed", "closed", "late", "failed"}; // by Io

} // namespace

Conversation::Conversation(Front& front, Door door, std::string base, Connections::Seat& seat, SSL_CTX* context)
    : front_(front)
    , seat_(seat)
    , stream_(seat.socket(), context)
    , incoming_(stream_)
    , guest_{.door = door, .base = std::move(base), .address = seat_.address(), .doorkeeper = Doorkeeper(front.house)} {}

void Conversation::run() {
    if (!shake_hands()) {
        return;
    }
    while (!seat_.last() && next_turn()) {
    }
    if (!broken_) {
        stream_.finish(Clock::now() + patience_);
    }
}

bool Conversation::shake_hands() {
    const Io io = stream_.handshake(seat_.since() + std::chrono::seconds(front_.limits.header_seconds));
    front_.metrics.connection(to_text(guest_.door), io == Io::ok ? "served" : "no-handshake");
    if (io != Io::ok) {
        const std::string_view how = end_words[static_cast<std::size_t>(io)];
        const std::string_view why = io == Io::failed ? Stream::problem() : "";
        if (front_.handshakes.is_worth_a_row(guest_.address, why.empty() ? how : why, Clock::now())) {
            front_.log.event("no-handshake", {{"door", to_text(guest_.door)}, {"address", guest_.address}, {"how", how}, {"why", problem_code(why)}});
        }
        return false;
    }
    guest_.certificate = stream_.certificate();
    guest_.chain = stream_.certificates_behind_it();
    return true;
}

bool Conversation::next_turn() {
    const Limits& limits = front_.limits;
    seat_.waits(true);
    const Deadline deadline = first_ ? seat_.since() + std::chrono::seconds(limits.header_seconds) : Clock::now() + std::chrono::seconds(limits.idle_seconds);
    first_ = false;
    const Incoming::HeadBytes head = incoming_.head(limits.header_bytes, deadline);
    if (head.io != Io::ok) {
        broken_ = head.io == Io::failed;
        patience_ = 0s; // it has had its time
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
    const int status = answer->status;
    const std::string outcome = answer->outcome;
    const Reply bytes = reply(*std::move(answer), {.method = turn.request().method,
                                                   .accept_encoding = turn.request().header("Accept-Encoding"),
                                                   .request = turn.request().caller.request,
                                                   .ends = turn.ends_connection(),
                                                   .now = front_.house.clock->now()});
    const Deadline end = Clock::now() + std::chrono::seconds(limits.body_seconds);
    const Io written = stream_.write(bytes.head, bytes.body, end);
    const std::uint64_t pulled = written == Io::ok && bytes.source ? write_pieces(bytes.source, end) : 0;
    tell(turn, {.status = status, .outcome = outcome}, begun, bytes.head.size() + bytes.body.size() + pulled);
    broken_ = written != Io::ok || pulled != bytes.source.size;
    return !broken_ && !turn.ends_connection();
}

// How many bytes were written; fewer than its size: it is not whole, and the connection cannot go on.
std::uint64_t Conversation::write_pieces(const BodySource& source, Deadline end) {
    std::uint64_t out = 0;
    while (out < source.size) {
        const diag::Result<std::optional<std::string>> piece = source.next();
        const bool is_good = piece && *piece && (*piece)->size() <= source.size - out;
        if (!is_good || stream_.write(**piece, end) != Io::ok) {
            break;
        }
        out += (*piece)->size();
    }
    return out;
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
