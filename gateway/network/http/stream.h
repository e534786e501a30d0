// The bytes of one connection, in TLS or plain. Every call ends at its deadline, however slowly bytes drip:
// the socket does not block, and waiting is ours. So nothing here needs a per-read time-out.
#pragma once

#include "gateway/network/http/caller_turns.h"
#include "gateway/network/http/tls_write_buffer.h"

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;

namespace renkei::http {

using Deadline = std::chrono::steady_clock::time_point;

enum class Io : std::uint8_t {
    ok,
    closed,    // by the other side, in order
    timed_out, // the deadline
    failed,    // broken off, or not TLS as we want it
};

enum class RemoteState : std::uint8_t {
    open,
    half_closed, // sends nothing any more; it may still read, or be gone
    gone,
};

class Stream {
public:
    // `fd` is open and non-blocking as long as this object lives. No context: plain.
    Stream(int fd, SSL_CTX* context);

    // `turn`: held while it computes. `hello_answered`: called once, when our first flight is sent.
    Io handshake(Deadline deadline, CallerTurn& turn, const std::function<void()>& hello_answered);
    // OpenSSL's constant words for what just failed in this thread: "certificate verify failed", "http
    // request"; or nothing.
    static std::string_view problem();
    struct Received {
        Io io = Io::ok;
        std::size_t size = 0;
    };
    // Until bytes can be read, or the connection has ended. The caller needs no buffer until then.
    Io wait_readable(Deadline deadline) const;
    Received read(std::span<char> room, Deadline deadline); // at least one byte, if ok
    Received read_available(std::span<char> room); // without waiting; `timed_out`: wait_for_more() first
    Io wait_for_more(Deadline deadline) const;
    // Some pieces of 64 KiB, one behind the other. `timed_out`: what was not sent stays in the buffer for
    // flush().
    Io write(std::string_view bytes, Deadline deadline) { return write(bytes, {}, deadline); }
    Io write(std::string_view first, std::string_view second, Deadline deadline);
    // The same in two steps: into the buffer, encrypted where there is TLS (false: the connection is broken),
    // then onto the network.
    bool prepare(std::string_view first, std::string_view second);
    Io flush(Deadline deadline);
    // as far as it is known: `gone` shows only after something was sent to it
    RemoteState remote_state() const;
    // Ends our side; then drops what still comes, so that the last response is not lost to a reset (RFC 9112
    // §9.6).
    void finish(Deadline deadline);

    // PEM; empty: none
    std::string certificate() const;
    std::string certificate_chain() const;

private:
    struct Free {
        void operator()(SSL* ssl) const;
    };
    // The result of an SSL call: finished, or tried again after waiting.
    Io again(int result, Deadline deadline);
    bool wait(short events, Deadline deadline) const;
    bool has_bytes() const;                                  // that were received and not read yet
    bool gather(std::string_view bytes);                     // into write_buffer_
    Io send_all(std::string_view& bytes, Deadline deadline); // what was sent goes from `bytes`

    int fd_;
    TlsWriteBuffer write_buffer_; // of TLS; the library writes into it, so it goes last
    std::unique_ptr<SSL, Free> ssl_;
};

// Of Stream::problem(), for logs: "certificate-verify-failed".
std::string problem_code(std::string_view problem);

} // namespace renkei::http
