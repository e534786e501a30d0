#include "gateway/network/client/connection.h"

#include "gateway/network/client/connection_reason.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <csignal>

namespace renkei::client {
namespace {

using base::FileDescriptor;
using diag::ReasonCode;

tl::unexpected<ConnectionError> failed(ConnectionFailure failure, diag::DeliveryReason reason) {
    return tl::make_unexpected(ConnectionError{.failure = failure, .reason = std::move(reason)});
}

std::optional<RejectedCertificate> rejected_certificate_of(const SSL* tls) {
    if (const long verified = SSL_get_verify_result(tls); verified != X509_V_OK) {
        return RejectedCertificate{RejectedCertificate::CertificateOwner::server,
                                   tls::verify_error_of(verified)};
    }
    const std::optional<tls::VerifyError> client =
        tls::verify_error_of_alert(ERR_GET_REASON(ERR_peek_last_error()));
    return client ? std::optional(RejectedCertificate{RejectedCertificate::CertificateOwner::client, *client})
                  : std::nullopt;
}

int milliseconds_until(TimePoint deadline) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

// OpenSSL writes with write(2), which raises it; the error says the same.
void block_broken_pipe() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

struct FreeAddresses {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

ConnectionResult<Addresses> resolve(const Endpoint& endpoint) {
    addrinfo wish{};
    wish.ai_socktype = SOCK_STREAM;
    wish.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int error = getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &wish, &list);
    if (error != 0) {
        return failed(ConnectionFailure::unreachable, lookup_reason(error, errno));
    }
    return Addresses(list);
}

// 0, or what is wrong.
int finish_connect(int socket, TimePoint deadline) {
    pollfd wait{.fd = socket, .events = POLLOUT, .revents = 0};
    const int ready = ::poll(&wait, 1, milliseconds_until(deadline));
    if (ready <= 0) {
        return ready == 0 ? ETIMEDOUT : errno;
    }
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

ConnectionResult<FileDescriptor> connect_one(const addrinfo& address, TimePoint deadline) {
    FileDescriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.ok()) {
        return failed(ConnectionFailure::unreachable, system_reason(errno));
    }
    if (::connect(socket.number(), address.ai_addr, address.ai_addrlen) != 0) {
        const int error = errno == EINPROGRESS ? finish_connect(socket.number(), deadline) : errno;
        if (error != 0) {
            return failed(ConnectionFailure::unreachable, system_reason(error));
        }
    }
    const int on = 1;
    ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

ConnectionResult<FileDescriptor> connect_any(const Endpoint& endpoint, TimePoint deadline) {
    TRY(const Addresses addresses, resolve(endpoint));
    ConnectionResult<FileDescriptor> out = failed(ConnectionFailure::unreachable, ReasonCode::no_address);
    for (const addrinfo* address = addresses.get(); address != nullptr && !out; address = address->ai_next) {
        out = connect_one(*address, deadline);
    }
    return out;
}

ServerCertificate server_certificate_of(const SSL* tls) {
    const STACK_OF(X509)* const chain = SSL_get_peer_cert_chain(tls); // with the server's own in front
    std::string between;
    for (int i = 1; i < sk_X509_num(chain); ++i) {
        between += tls::read(sk_X509_value(chain, i)).pem;
    }
    return {tls::read(SSL_get0_peer_certificate(tls)), std::move(between)};
}

// The certificate must be the host's, by name or by number; tls/context.h looks at the name that is said
// here.
bool expect_host(SSL* tls, const std::string& host) {
    return SSL_set_tlsext_host_name(tls, host.c_str()) == 1;
}

} // namespace

void Connection::FreeTls::operator()(SSL* tls) const { SSL_free(tls); }

ConnectionResult<Connection> Connection::open(const Endpoint& endpoint, SSL_CTX* context,
                                              TimePoint deadline) {
    block_broken_pipe();
    TRY(FileDescriptor socket, connect_any(endpoint, deadline));
    Connection out(std::move(socket));
    if (endpoint.secure) {
        TRY_VOID(out.handshake(endpoint, context, deadline));
    }
    return out;
}

ConnectionResult<void> Connection::handshake(const Endpoint& endpoint, SSL_CTX* context, TimePoint deadline) {
    tls_.reset(SSL_new(context));
    if (!tls_ || !expect_host(tls_.get(), endpoint.host) || SSL_set_fd(tls_.get(), socket_.number()) != 1) {
        return failed(ConnectionFailure::unreachable,
                      diag::DeliveryReason(ReasonCode::tls).because(ReasonCode::tls_not_set_up));
    }
    while (true) {
        ERR_clear_error();
        const int result = SSL_connect(tls_.get());
        if (result == 1) {
            certificate_ = server_certificate_of(tls_.get());
            return {};
        }
        ConnectionResult<bool> more = wait_for_tls(result, deadline);
        if (!more || !*more) {
            ConnectionError problem =
                more ? ConnectionError{.reason = ReasonCode::closed_in_handshake} : std::move(more).error();
            problem.failure = ConnectionFailure::unreachable;
            return tl::make_unexpected(std::move(problem));
        }
    }
}

ConnectionResult<void> Connection::wait(short events, TimePoint deadline) const {
    pollfd wanted{.fd = socket_.number(), .events = events, .revents = 0};
    while (true) {
        const int ready = ::poll(&wanted, 1, milliseconds_until(deadline));
        if (ready > 0) {
            return {};
        }
        if (ready == 0) {
            return failed(ConnectionFailure::timed_out, ReasonCode::timed_out);
        }
        if (errno != EINTR) {
            return failed(ConnectionFailure::broken, system_reason(errno));
        }
    }
}

ConnectionResult<bool> Connection::wait_for_tls(int result, TimePoint deadline) const {
    const int error = errno;
    switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ: TRY_VOID(wait(POLLIN, deadline)); return true;
    case SSL_ERROR_WANT_WRITE: TRY_VOID(wait(POLLOUT, deadline)); return true;
    case SSL_ERROR_ZERO_RETURN: return false;
    case SSL_ERROR_SYSCALL:
        return failed(ConnectionFailure::broken,
                      error != 0 ? system_reason(error) : ReasonCode::connection_lost);
    default: break;
    }
    // in TLS 1.3 the rejection of our certificate arrives with the first read: the server accepted nothing
    const bool was_cut = ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
    return tl::make_unexpected(
        ConnectionError{.failure = was_cut ? ConnectionFailure::broken : ConnectionFailure::unreachable,
                        .reason = tls_reason(SSL_get_verify_result(tls_.get()), ERR_peek_last_error()),
                        .rejected_certificate = rejected_certificate_of(tls_.get())});
}

ConnectionResult<void> Connection::write(std::string_view bytes, TimePoint deadline) {
    block_broken_pipe();
    while (!bytes.empty()) {
        ERR_clear_error();
        errno = 0;
        constexpr std::size_t most = 1U << 30;
        const std::size_t size = std::min(bytes.size(), most);
        const ssize_t n = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(size))
                               : ::send(socket_.number(), bytes.data(), size, MSG_NOSIGNAL);
        if (n > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
            continue;
        }
        if (tls_) {
            TRY(const bool open, wait_for_tls(static_cast<int>(n), deadline));
            if (!open) {
                return failed(ConnectionFailure::broken, ReasonCode::closed_while_sending);
            }
        } else if (errno == EAGAIN) {
            TRY_VOID(wait(POLLOUT, deadline));
        } else if (errno != EINTR) {
            return failed(ConnectionFailure::broken, system_reason(errno));
        }
    }
    return {};
}

ConnectionResult<std::size_t> Connection::read(char* into, std::size_t size, TimePoint deadline) {
    while (true) {
        ERR_clear_error();
        errno = 0;
        const ssize_t n = tls_ ? SSL_read(tls_.get(), into, static_cast<int>(size))
                               : ::recv(socket_.number(), into, size, 0);
        if (n > 0 || (!tls_ && n == 0)) {
            // what drips in time for ever is not in time
            if (std::chrono::steady_clock::now() >= deadline) {
                return failed(ConnectionFailure::timed_out, ReasonCode::timed_out);
            }
            return static_cast<std::size_t>(n);
        }
        if (tls_) {
            TRY(const bool open, wait_for_tls(static_cast<int>(n), deadline));
            if (!open) {
                return std::size_t{0};
            }
        } else if (errno == EAGAIN) {
            TRY_VOID(wait(POLLIN, deadline));
        } else if (errno != EINTR) {
            return failed(ConnectionFailure::broken, system_reason(errno));
        }
    }
}

bool Connection::is_of(const SSL_CTX* context) const {
    return tls_ && SSL_get_SSL_CTX(tls_.get()) == context;
}

bool Connection::is_idle() {
    pollfd look{.fd = socket_.number(), .events = POLLIN, .revents = 0};
    if (::poll(&look, 1, 0) == 0) {
        return true;
    }
    if (!tls_) {
        return false; // closed, or unexpected bytes
    }
    // what waits may be a session ticket, which is nothing to read
    char byte = 0;
    ERR_clear_error();
    const int n = SSL_peek(tls_.get(), &byte, 1);
    return n <= 0 && SSL_get_error(tls_.get(), n) == SSL_ERROR_WANT_READ;
}

} // namespace renkei::client
