#include "gateway/network/http/stream.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

namespace renkei::http {
namespace {

constexpr std::size_t read_ahead = 64U << 10;     // a request of several records is one read from the socket
constexpr std::size_t dropped_at_most = 8U << 20; // of a client that goes on sending after its refusal …
constexpr std::size_t dropped_at_once = 64U << 10;

void append_pem(std::string& out, X509* certificate) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
    if (memory && PEM_write_bio_X509(memory.get(), certificate) == 1) {
        char* bytes = nullptr;
        const long size = BIO_get_mem_data(memory.get(), &bytes);
        out.append(bytes, static_cast<std::size_t>(size));
    }
}

int capped(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

} // namespace

void Stream::Free::operator()(SSL* ssl) const { SSL_free(ssl); }

Stream::Stream(int fd, SSL_CTX* context) : fd_(fd), ssl_(context == nullptr ? nullptr : SSL_new(context)) {
    if (ssl_) {
        SSL_set_fd(ssl_.get(), fd);
        SSL_set0_wbio(ssl_.get(), write_buffer_.take_bio());
        SSL_set_read_ahead(ssl_.get(), 1);
        // taken when bytes come, given back when they are read
        SSL_set_default_read_buffer_len(ssl_.get(), read_ahead);
        SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                     SSL_MODE_RELEASE_BUFFERS);
    }
}

bool Stream::wait(short events, Deadline deadline) const {
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) {
            return false;
        }
        pollfd what{fd_, events, 0};
        const int ready = ::poll(&what, 1, static_cast<int>(std::min<long long>(left, INT_MAX)));
        if (ready > 0 || (ready < 0 && errno != EINTR)) {
            return true; // an error shows at the next call
        }
    }
}

bool Stream::has_bytes() const { return ssl_ && SSL_has_pending(ssl_.get()) == 1; }

Io Stream::wait_readable(Deadline deadline) const {
    return has_bytes() || wait(POLLIN, deadline) ? Io::ok : Io::timed_out;
}

// Of a part of a record, which is received and cannot be read yet, the rest must come.
Io Stream::wait_for_more(Deadline deadline) const { return wait(POLLIN, deadline) ? Io::ok : Io::timed_out; }

Io Stream::send_all(std::string_view& bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const ssize_t size = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(size));
        } else if (errno != EAGAIN && errno != EINTR) {
            return Io::failed;
        } else if (!wait(POLLOUT, deadline)) {
            return Io::timed_out;
        }
    }
    return Io::ok;
}

Io Stream::flush(Deadline deadline) {
    if (write_buffer_.bytes().empty()) {
        return Io::ok;
    }
    std::string bytes = std::exchange(write_buffer_.bytes(), {}); // a connection that waits holds no buffer
    std::string_view left = bytes;
    const Io io = send_all(left, deadline);
    if (io == Io::timed_out) {
        bytes.erase(0, bytes.size() - left.size());
        write_buffer_.bytes() = std::move(bytes);
    }
    return io;
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

// What the library wants to say first, an alert for instance, is said.
Io Stream::again(int result, Deadline deadline) {
    const int error = SSL_get_error(ssl_.get(), result);
    if (const Io io = flush(deadline); io != Io::ok) {
        return io;
    }
    switch (error) {
    case SSL_ERROR_WANT_READ: return wait(POLLIN, deadline) ? Io::ok : Io::timed_out;
    case SSL_ERROR_ZERO_RETURN: return Io::closed;
    default: return Io::failed;
    }
}

Io Stream::handshake(Deadline deadline, CallerTurn& turn, const std::function<void()>& hello_answered) {
    bool is_answered = false;
    while (ssl_) {
        std::unique_lock held(turn, deadline);
        if (!held) {
            return Io::timed_out;
        }
        ERR_clear_error();
        const int done = SSL_accept(ssl_.get());
        held.unlock();
        if (done == 1) {
            return flush(deadline);
        }
        if (!is_answered && !write_buffer_.bytes().empty()) {
            is_answered = true;
            hello_answered();
        }
        if (const Io io = again(done, deadline); io != Io::ok) {
            return io;
        }
    }
    return Io::ok;
}

std::string_view Stream::problem() {
    const char* const words = ERR_reason_error_string(ERR_peek_error());
    return words == nullptr ? std::string_view() : words;
}

Stream::Received Stream::read_available(std::span<char> room) {
    if (!ssl_) {
        const ssize_t size = ::recv(fd_, room.data(), room.size(), 0);
        return size > 0                            ? Received{Io::ok, static_cast<std::size_t>(size)}
               : size == 0                         ? Received{Io::closed, 0}
               : errno == EAGAIN || errno == EINTR ? Received{Io::timed_out, 0}
                                                   : Received{Io::failed, 0};
    }
    ERR_clear_error();
    const int size = SSL_read(ssl_.get(), room.data(), capped(room.size()));
    return size > 0 ? Received{Io::ok, static_cast<std::size_t>(size)}
                    : Received{again(size, std::chrono::steady_clock::now()), 0};
}

Stream::Received Stream::read(std::span<char> room, Deadline deadline) {
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

bool Stream::gather(std::string_view bytes) {
    std::string& out = write_buffer_.bytes();
    out.reserve(out.size() + bytes.size() + bytes.size() / 64 + 128); // a record adds some 20 bytes
    if (!ssl_) {
        out += bytes;
        return true;
    }
    while (!bytes.empty()) {
        ERR_clear_error();
        // writing into memory never waits
        const int size = SSL_write(ssl_.get(), bytes.data(), capped(bytes.size()));
        if (size <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

Io Stream::write(std::string_view first, std::string_view second, Deadline deadline) {
    return prepare(first, second) ? flush(deadline) : Io::failed;
}

bool Stream::prepare(std::string_view first, std::string_view second) {
    write_buffer_.bytes().reserve(write_buffer_.bytes().size() + first.size() + second.size() + 256);
    return gather(first) && gather(second);
}

void Stream::finish(Deadline deadline) {
    if (ssl_ && SSL_is_init_finished(ssl_.get()) == 1) {
        ERR_clear_error();
        SSL_shutdown(ssl_.get());
        flush(deadline);
    }
    ::shutdown(fd_, SHUT_WR);
    char dropped[dropped_at_once];
    std::size_t total = 0;
    while (total < dropped_at_most && wait(POLLIN, deadline)) {
        const ssize_t size = ::recv(fd_, dropped, sizeof dropped, MSG_TRUNC); // TCP drops it without a copy
        if (size <= 0 && !(size < 0 && (errno == EAGAIN || errno == EINTR))) {
            return;
        }
        total += size > 0 ? static_cast<std::size_t>(size) : 0;
    }
}

std::string Stream::certificate() const {
    std::string out;
    if (X509* const certificate = ssl_ ? SSL_get0_peer_certificate(ssl_.get()) : nullptr;
        certificate != nullptr) {
        append_pem(out, certificate);
    }
    return out;
}

std::string Stream::certificate_chain() const {
    std::string out;
    const STACK_OF(X509)* const chain = ssl_ ? SSL_get_peer_cert_chain(ssl_.get()) : nullptr;
    // a server's chain holds no certificate of the client itself
    for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
        append_pem(out, sk_X509_value(chain, i));
    }
    return out;
}

std::string problem_code(std::string_view problem) {
    std::string out(problem);
    std::ranges::replace(out, ' ', '-');
    return out;
}

} // namespace renkei::http
