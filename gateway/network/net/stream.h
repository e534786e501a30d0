// The bytes of one connection, as server or as client, in TLS or plain. Every call ends at its deadline,
// however slowly bytes drip: the socket does not block, and waiting is ours. So nothing here needs a per-read
// time-out.
#pragma once

#include "gateway/network/net/caller_turns.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct x509_st X509;

namespace renkei::tls {
struct RefusedCertificate;
} // namespace renkei::tls

namespace renkei::net {

using Deadline = std::chrono::steady_clock::time_point;

// Waits for one of poll's events, or for an error, which shows at the next call; false after the deadline.
bool wait_for(int fd, short events, Deadline deadline);

enum class Side : std::uint8_t { server, client }; // which one we are

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

struct Received {
    Io io = Io::ok;
    std::size_t size = 0;
};

class Stream {
public:
    // `fd` is open and non-blocking as long as this object lives. No context: plain.
    Stream(int fd, SSL_CTX* context, Side side);

    // Of a client, before the handshake: the name or address that the server's certificate must have
    // (tls/context.h looks at it). False: it cannot be said.
    bool expect_host(const std::string& host);
    // `turn`: held while it computes, if there is one. `hello_answered`: called once, when our first flight
    // is sent.
    Io handshake(Deadline deadline, CallerTurn* turn = nullptr,
                 const std::function<void()>& hello_answered = {});

    // Until bytes can be read, or the connection has ended. The caller needs no buffer until then.
    Io wait_readable(Deadline deadline) const;
    Received read(std::span<char> room, Deadline deadline); // at least one byte, if ok
    Received read_available(std::span<char> room); // without waiting; `timed_out`: wait_for_more() first
    Io wait_for_more(Deadline deadline) const;
    // Some pieces of 64 KiB, one behind the other. `timed_out`: what was not sent stays in the buffer for
    // flush().
    Io write(std::string_view bytes, Deadline deadline) { return write(bytes, {}, deadline); }
    Io write(std::string_view first, std::string_view second, Deadline deadline);
    // The same in two steps: into the buffer, encrypted where there is TLS, then onto the network.
    Io prepare(std::string_view first, std::string_view second);
    Io flush(Deadline deadline);
    // as far as it is known: `gone` shows only after something was sent to it
    RemoteState remote_state() const;
    bool is_idle(); // not closed, and nothing came that was not read
    // TLS: says that we send nothing more, and leaves the connection open for reading: the other side answers
    // the same when it has read everything (RFC 8446 §6.1).
    Io close_notify(Deadline deadline);
    // Ends our side; then drops what still comes, so that the last response is not lost to a reset (RFC 9112
    // §9.6): until the other side ends too, or sends nothing for some seconds, or the deadline.
    void finish(Deadline deadline);

    // The errno of the last call's failure; 0 if TLS failed: the reason is in this thread's OpenSSL queue
    int system_error() const { return system_error_; }
    // OpenSSL's constant words for what just failed in this thread: "certificate verify failed", "http
    // request"; or nothing.
    static std::string_view problem();

    bool is_of(const SSL_CTX* context) const; // over TLS, and made with it
    long verified() const;                    // X509_V_…, of the other side's certificate
    const X509* certificate() const;          // the other side's; null: none
    // For which the handshake failed; null: none.
    const tls::RefusedCertificate* refused_certificate() const;
    std::string certificate_chain() const; // PEM of those between it and its authority; may be empty

private:
    struct Free {
        void operator()(SSL* ssl) const;
    };
    // The result of an SSL call: finished, or tried again after waiting.
    Io again(int result, Deadline deadline);
    Io failed(int error);              // errno
    bool has_bytes() const;            // that were received and not read yet
    Io gather(std::string_view bytes); // into write_buffer_, encrypted where there is TLS
    Io send_all(std::string_view& bytes, Deadline deadline); // what was sent goes from `bytes`

    int fd_;
    bool is_plain_;
    int system_error_ = 0;
    std::string write_buffer_{}; // what was written and not sent; ssl_ writes into it, so it goes last
    std::unique_ptr<SSL, Free> ssl_;
};

// The words of Stream::problem() as a code for logs: "certificate-verify-failed".
std::string problem_code(std::string_view problem);

} // namespace renkei::net
