#include "gateway/network/http/http_connection.h"

#include "gateway/network/http/request_id.h"
#include "gateway/network/tls/pem.h"

#include <algorithm>

namespace renkei::http {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds stall{1}; // a reader that takes nothing for so long does not read

} // namespace

HttpConnection::HttpConnection(ServerState& state, ListenerKind kind, std::string base,
                               Connections::Slot& slot, Stream& stream)
    : state_(state),
      slot_(slot),
      stream_(stream),
      reader_(stream_),
      connection_{.kind = kind,
                  .base = std::move(base),
                  .address = slot_.address(),
                  .authenticator = ClientAuthenticator(state.callbacks)} {
    if (const X509* const certificate = stream_.certificate(); certificate != nullptr) {
        connection_.certificate = tls::to_pem(certificate);
    }
    connection_.chain = stream_.certificate_chain();
}

void HttpConnection::run() {
    while (!slot_.is_closing() && serve_request()) {
    }
    if (broken_) {
        return;
    }
    const Deadline soon = Clock::now() + linger_time_;
    if (slot_.is_closing()) {
        stream_.finish(soon);
        return;
    }
    slot_.set_idle(true); // a server that stops does not wait for it
    stream_.finish(std::max(soon, end_of_body_));
}

bool HttpConnection::serve_request() {
    const Limits& limits = state_.limits;
    slot_.set_idle(true);
    const Deadline deadline = first_ ? slot_.since() + std::chrono::seconds(limits.header_seconds)
                                     : Clock::now() + std::chrono::seconds(limits.idle_seconds);
    first_ = false;
    const RequestReader::HeadRead head = reader_.head(limits.header_bytes, deadline);
    if (head.io != Io::ok) {
        broken_ = head.io == Io::failed;
        linger_time_ = std::chrono::seconds(0); // it has had its time
        return false;
    }
    slot_.set_idle(false);
    const auto begun = Clock::now();
    RequestProcessor processor(state_, connection_, stream_, reader_);
    std::optional<Response> response = processor.process(head);
    if (!response) {
        broken_ = true;
        return false;
    }
    if (slot_.is_closing()) {
        processor.end_connection();
    }
    processor.release_body();
    BodyBuffer body(state_.memory, state_.spool, processor.account());
    const auto bytes_of = [&](Response of) {
        const std::shared_ptr<CallerTurn> turn = // it may be packed
            of.body.size() > bytes_without_turn ? state_.turns.of(processor.account()) : nullptr;
        const auto held =
            turn == nullptr
                ? std::unique_lock<CallerTurn>()
                : std::unique_lock(*turn, Clock::now() + std::chrono::seconds(state_.limits.body_seconds));
        return serialize_response(std::move(of),
                                  {.method = processor.request().method,
                                   .accept_encoding = processor.request().header("Accept-Encoding"),
                                   .request = processor.request().caller.request,
                                   .sent_id = repeatable_id(processor.request().header("X-Request-Id")),
                                   .ends = processor.ends_connection(),
                                   .now = state_.callbacks.clock->now()});
    };
    Response summary{.status = response->status, .outcome = response->outcome};
    MemoryShare::ReservationPtr memory = std::move(response->memory);
    SerializedResponse bytes = bytes_of(*std::move(response));
    if (bytes.source) {
        if (memory) {
            static_cast<void>(memory->wait_for_network()); // has that no room, it stays as it is, counted
        }
        const std::uint64_t size = bytes.head.size() + bytes.source.size;
        broken_ = send_pieces(bytes.head, bytes.source, processor.account()) != Io::ok;
        log_request(processor, summary, begun, size);
        return !broken_ && !processor.ends_connection();
    }
    // there is no room for it
    if (HttpResult<void> held = body.adopt(std::move(bytes.body), std::move(memory)); !held) {
        Response refusal = error_response(processor.request(), held.error());
        summary = {.status = refusal.status, .outcome = refusal.outcome};
        bytes = bytes_of(std::move(refusal));
        static_cast<void>(body.adopt(std::move(bytes.body), {})); // small
    }
    if (processor.has_unread_body()) { // many clients read the response only when they have sent all of it
        end_of_body_ = begun + std::chrono::seconds(state_.limits.body_seconds);
    }
    const std::uint64_t size = bytes.head.size() + body.size();
    const Io written = send(bytes.head, body, processor.account());
    log_request(processor, summary, begun, size);
    broken_ = written != Io::ok;
    return !broken_ && !processor.ends_connection();
}

// A reader that takes nothing for a moment is waited for with the response in the spool, not in memory.
Io HttpConnection::send(std::string_view head, BodyBuffer& body, const std::string& caller) const {
    const Deadline deadline = Clock::now() + std::chrono::seconds(state_.limits.body_seconds);
    const std::shared_ptr<CallerTurn> turn =
        body.size() > bytes_without_turn ? state_.turns.of(caller) : nullptr;
    const std::uint64_t size = head.size() + body.size();
    for (std::uint64_t sent = 0; sent < size;) {
        {
            const std::unique_lock held =
                turn == nullptr ? std::unique_lock<CallerTurn>() : std::unique_lock(*turn, deadline);
            if (turn != nullptr && !held) {
                return Io::timed_out;
            }
            const std::optional<std::string_view> piece = body.next();
            if (!piece || (piece->empty() && sent > 0)) {
                return Io::failed; // what was sent is not the response: the connection ends within it
            }
            const std::string_view first = sent == 0 ? head : std::string_view();
            if (const Io io = stream_.prepare(first, *piece); io != Io::ok) {
                return io;
            }
            sent += first.size() + piece->size();
        }
        Io io = stream_.flush(std::min(deadline, Clock::now() + stall));
        if (io == Io::timed_out) {
            body.spill();
            io = stream_.flush(deadline);
        }
        if (io != Io::ok) {
            return io;
        }
    }
    return Io::ok;
}

// One piece is in memory at a time. If a piece cannot be had, the connection ends within the body, so that
// the client sees that it is not whole.
Io HttpConnection::send_pieces(std::string_view head, const BodySource& source,
                               const std::string& caller) const {
    const Deadline deadline = Clock::now() + std::chrono::seconds(state_.limits.body_seconds);
    const std::shared_ptr<CallerTurn> turn = state_.turns.of(caller);
    Io io = stream_.write(head, {}, deadline);
    for (std::uint64_t sent = 0; io == Io::ok && sent < source.size;) {
        {
            const std::unique_lock held(*turn, deadline);
            if (!held) {
                return Io::timed_out;
            }
            const diag::Result<std::optional<std::string>> piece = source.next();
            if (!piece || !*piece || (*piece)->size() > source.size - sent) {
                return Io::failed;
            }
            if (io = stream_.prepare({}, **piece); io != Io::ok) {
                return io;
            }
            sent += (*piece)->size();
        }
        io = stream_.flush(deadline);
    }
    return io;
}

void HttpConnection::log_request(const RequestProcessor& processor, const Response& response,
                                 Clock::time_point begun, std::uint64_t sent) {
    const auto took = Clock::now() - begun;
    const std::string_view outcome =
        runtime::as_word(response.outcome.empty() ? "ok" : std::string_view(response.outcome));
    const policy::Caller& caller = processor.request().caller;
    state_.metrics.request(processor.route_name(), response.status, outcome,
                           std::chrono::duration<double>(took).count());
    state_.metrics.bytes(reader_.received(), sent);
    state_.log.request(
        {.kind = to_text(connection_.kind),
         .request = caller.request,
         .peer = caller.peer == nullptr ? std::string_view{} : std::string_view(caller.peer->id),
         .route = processor.route_name(),
         .status = response.status,
         .outcome = outcome,
         .micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count(),
         .received = reader_.received(),
         .sent = sent});
}

} // namespace renkei::http
