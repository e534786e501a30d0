#include "gateway/network/net/stream.h"

#include "gateway/network/tls/pem.h"
#include "gateway/network/tls/refused_certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

namespace renkei::net {
namespace {

constexpr std::size_t read_ahead = 64U << 10; // a request of several records is one read from the socket
// Of a client that goes on sending after its refusal: as much as it may announce, within its deadline.
constexpr std::uint64_t dropped_at_most = 4ULL << 30;
constexpr std::chrono::seconds silence_at_end{2};
constexpr std::size_t dropped_at_once = 64U << 10;

// What TLS writes is collected, so that a response of several records is one write to the socket.
int collect(BIO* bio, const char* bytes, std::size_t size, std::size_t* written) {
    static_cast<std::string*>(BIO_get_data(bio))->append(bytes, size);
    *written = size;
    return 1;
}

long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

using BioMethod = std::unique_ptr<BIO_METHOD, tls::Free<BIO_meth_free>>;

// Null only if there is no memory for it; then the handshake fails.
BIO* collector_into(std::string& out) {
    static const BioMethod method = [] {
        BioMethod made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "collecting"));
        const bool is_set = made && BIO_meth_set_write_ex(made.get(), collect) == 1 &&
                            BIO_meth_set_ctrl(made.get(), control) == 1;
        return is_set ? std::move(made) : BioMethod();
    }();
    BIO* const bio = method ? BIO_new(method.get()) : nullptr;
    if (bio != nullptr) {
        BIO_set_data(bio, &out);
        BIO_set_init(bio, 1);
    }
    return bio;
}

int capped(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

} // namespace

bool wait_for(int fd, short events, Deadline deadline) {
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) {
            return false;
        }
        pollfd what{fd, events, 0};
        const int ready = ::poll(&what, 1, static_cast<int>(std::min<long long>(left, INT_MAX)));
        if (ready > 0 || (ready < 0 && errno != EINTR)) {
            return true;
        }
    }
}

void Stream::Free::operator()(SSL* ssl) const { SSL_free(ssl); }

Stream::Stream(int fd, SSL_CTX* context, Side side)
    : fd_(fd),
      is_plain_(context == nullptr),
      ssl_(is_plain_ ? nullptr : SSL_new(context)) {
    if (ssl_) {
        SSL_set_fd(ssl_.get(), fd);
        SSL_set0_wbio(ssl_.get(), collector_into(write_buffer_));
        SSL_set_read_ahead(ssl_.get(), 1);
        // taken when bytes come, given back when they are read
        SSL_set_default_read_buffer_len(ssl_.get(), read_ahead);
        SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                     SSL_MODE_RELEASE_BUFFERS);
        side == Side::server ? SSL_set_accept_state(ssl_.get()) : SSL_set_connect_state(ssl_.get());
    }
}

bool Stream::expect_host(const std::string& host) {
    return ssl_ && SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) == 1;
}

bool Stream::has_bytes() const { return ssl_ && SSL_has_pending(ssl_.get()) == 1; }

Io Stream::wait_readable(Deadline deadline) const {
    return has_bytes() || wait_for(fd_, POLLIN, deadline) ? Io::ok : Io::timed_out;
}

// If only a part of a record was received, it cannot be read yet, and the rest must come.
Io Stream::wait_for_more(Deadline deadline) const {
    return wait_for(fd_, POLLIN, deadline) ? Io::ok : Io::timed_out;
}

Io Stream::failed(int error) {
    system_error_ = error;
    return Io::failed;
}

Io Stream::send_all(std::string_view& bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const ssize_t size = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(size));
        } else if (errno != EAGAIN && errno != EINTR) {
            return failed(errno);
        } else if (!wait_for(fd_, POLLOUT, deadline)) {
            return Io::timed_out;
        }
    }
    return Io::ok;
}

Io Stream::flush(Deadline deadline) {
    if (write_buffer_.empty()) {
        return Io::ok;
    }
    std::string bytes = std::exchange(write_buffer_, {}); // a connection that waits holds no buffer
    std::string_view left = bytes;
    const Io io = send_all(left, deadline);
    if (io == Io::timed_out) {
        bytes.erase(0, bytes.size() - left.size());
        write_buffer_ = std::move(bytes);
    }
    return io;
}

bool Stream::is_idle() {
    pollfd what{fd_, POLLIN, 0};
    if (!has_bytes() && ::poll(&what, 1, 0) == 0) {
        return true;
    }
    if (!ssl_) {
        return false; // closed, or unexpected bytes
    }
    // what waits may be a session ticket, which is nothing to read
    char byte = 0;
    ERR_clear_error();
    const int size = SSL_peek(ssl_.get(), &byte, 1);
    return size <= 0 && SSL_get_error(ssl_.get(), size) == SSL_ERROR_WANT_READ;
}

RemoteState Stream::remote_state() const {
    pollfd what{fd_, POLLRDHUP, 0};
    if (::poll(&what, 1, 0) <= 0) {
        return RemoteState::open;
    }
    return (what.revents & (POLLHUP | POLLERR)) != 0 ? RemoteState::gone
           : (what.revents & POLLRDHUP) != 0         ? RemoteState::half_closed
                                                     : RemoteState::open;
}

// Sends first what the library wants to send, an alert for instance. If that fails, it does not count as the
// reason why a handshake failed.
Io Stream::again(int result, Deadline deadline) {
    const int system = errno;
    const int error = SSL_get_error(ssl_.get(), result);
    const Io flushed = flush(deadline);
    switch (error) {
    case SSL_ERROR_WANT_READ: return flushed == Io::ok ? wait_for_more(deadline) : flushed;
    case SSL_ERROR_ZERO_RETURN: return Io::closed;
    case SSL_ERROR_SYSCALL: return failed(system);
    default: return failed(0);
    }
}

Io Stream::handshake(Deadline deadline, CallerTurn* turn, const std::function<void()>& hello_answered) {
    if (!ssl_) { // never plain in place of TLS
        return is_plain_ ? Io::ok : failed(0);
    }
    for (bool is_answered = !hello_answered;;) {
        auto held = turn == nullptr ? std::unique_lock<CallerTurn>() : std::unique_lock(*turn, deadline);
        if (turn != nullptr && !held) {
            return Io::timed_out;
        }
        ERR_clear_error();
        errno = 0;
        const int done = SSL_do_handshake(ssl_.get());
        if (const int error = errno; held) {
            held.unlock();
            errno = error;
        }
        if (done == 1) {
            return flush(deadline);
        }
        if (!is_answered && !write_buffer_.empty()) {
            is_answered = true;
            hello_answered();
        }
        if (const Io io = again(done, deadline); io != Io::ok) {
            return io;
        }
    }
}

std::string_view Stream::problem() {
    const char* const words = ERR_reason_error_string(ERR_peek_error());
    return words == nullptr ? std::string_view() : words;
}

Received Stream::read_available(std::span<char> room) {
    if (!ssl_) {
        const ssize_t size = ::recv(fd_, room.data(), room.size(), 0);
        return size > 0                            ? Received{Io::ok, static_cast<std::size_t>(size)}
               : size == 0                         ? Received{Io::closed, 0}
               : errno == EAGAIN || errno == EINTR ? Received{Io::timed_out, 0}
                                                   : Received{failed(errno), 0};
    }
    ERR_clear_error();
    errno = 0;
    const int size = SSL_read(ssl_.get(), room.data(), capped(room.size()));
    return size > 0 ? Received{Io::ok, static_cast<std::size_t>(size)}
                    : Received{again(size, std::chrono::steady_clock::now()), 0};
}

Received Stream::read(std::span<char> room, Deadline deadline) {
    // also where bytes are always there: they must not move the deadline
    while (std::chrono::steady_clock::now() < deadline) {
        const Received received = read_available(room);
        if (received.io != Io::timed_out) {
            return received;
        }
        if (wait_for_more(deadline) != Io::ok) {
            break;
        }
    }
    return {Io::timed_out, 0};
}

Io Stream::gather(std::string_view bytes) {
    std::string& out = write_buffer_;
    out.reserve(out.size() + bytes.size() + bytes.size() / 64 + 128); // a record adds some 20 bytes
    if (!ssl_) {
        out += bytes;
        return Io::ok;
    }
    while (!bytes.empty()) {
        ERR_clear_error();
        // writing into memory never waits
        const int size = SSL_write(ssl_.get(), bytes.data(), capped(bytes.size()));
        if (size <= 0) {
            return SSL_get_error(ssl_.get(), size) == SSL_ERROR_ZERO_RETURN ? Io::closed : failed(0);
        }
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return Io::ok;
}

Io Stream::write(std::string_view first, std::string_view second, Deadline deadline) {
    const Io io = prepare(first, second);
    return io == Io::ok ? flush(deadline) : io;
}

Io Stream::prepare(std::string_view first, std::string_view second) {
    write_buffer_.reserve(write_buffer_.size() + first.size() + second.size() + 256);
    const Io io = gather(first);
    return io == Io::ok ? gather(second) : io;
}

Io Stream::close_notify(Deadline deadline) {
    if (ssl_ && SSL_is_init_finished(ssl_.get()) == 1) {
        ERR_clear_error();
        SSL_shutdown(ssl_.get());
        return flush(deadline);
    }
    return Io::ok;
}

void Stream::finish(Deadline deadline) {
    close_notify(deadline);
    ::shutdown(fd_, SHUT_WR);
    char dropped[dropped_at_once];
    std::uint64_t total = 0;
    while (total < dropped_at_most &&
           wait_for(fd_, POLLIN, std::min(deadline, std::chrono::steady_clock::now() + silence_at_end))) {
        const ssize_t size = ::recv(fd_, dropped, sizeof dropped, MSG_TRUNC); // TCP drops it without a copy
        if (size <= 0 && !(size < 0 && (errno == EAGAIN || errno == EINTR))) {
            return;
        }
        total += size > 0 ? static_cast<std::uint64_t>(size) : 0;
    }
}

bool Stream::is_of(const SSL_CTX* context) const { return ssl_ && SSL_get_SSL_CTX(ssl_.get()) == context; }

long Stream::verified() const { return ssl_ ? SSL_get_verify_result(ssl_.get()) : X509_V_OK; }

const tls::RefusedCertificate* Stream::refused_certificate() const {
    return ssl_ ? tls::refused_certificate(ssl_.get()) : nullptr;
}

const X509* Stream::certificate() const { return ssl_ ? SSL_get0_peer_certificate(ssl_.get()) : nullptr; }

std::string Stream::certificate_chain() const {
    std::string out;
    const STACK_OF(X509)* const chain = ssl_ ? SSL_get_peer_cert_chain(ssl_.get()) : nullptr;
    // OpenSSL gives the certificate itself in front to a client, and to a server it does not
    for (int i = ssl_ && SSL_is_server(ssl_.get()) == 1 ? 0 : 1; chain != nullptr && i < sk_X509_num(chain);
         ++i) {
        out += tls::to_pem(sk_X509_value(chain, i));
    }
    return out;
}

std::string problem_code(std::string_view problem) {
    std::string out(problem);
    std::ranges::replace(out, ' ', '-');
    return out;
}

} // namespace renkei::net
