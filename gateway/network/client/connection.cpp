#include "gateway/network/client/connection.h"

#include "gateway/network/client/connection_reason.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace renkei::client {
namespace {

using base::FileDescriptor;
using diag::ReasonCode;

tl::unexpected<ConnectionError> failed(ConnectionFailure failure, diag::DeliveryReason reason) {
    return tl::make_unexpected(ConnectionError{.failure = failure, .reason = std::move(reason)});
}

std::optional<RejectedCertificate> rejected_certificate_of(long verified) {
    if (verified != X509_V_OK) {
        return RejectedCertificate{RejectedCertificate::CertificateOwner::server,
                                   tls::verify_error_of(verified)};
    }
    const std::optional<tls::VerifyError> client =
        tls::verify_error_of_alert(ERR_GET_REASON(ERR_peek_last_error()));
    return client ? std::optional(RejectedCertificate{RejectedCertificate::CertificateOwner::client, *client})
                  : std::nullopt;
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
    if (!net::wait_for(socket, POLLOUT, deadline)) {
        return ETIMEDOUT;
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

} // namespace

Connection::Connection(base::FileDescriptor socket, SSL_CTX* context)
    : socket_(std::move(socket)),
      stream_(std::make_unique<net::Stream>(socket_.number(), context, net::Side::client)) {}

ConnectionResult<Connection> Connection::open(const Endpoint& endpoint, SSL_CTX* context,
                                              TimePoint deadline) {
    TRY(FileDescriptor socket, connect_any(endpoint, deadline));
    Connection out(std::move(socket), endpoint.secure ? context : nullptr);
    if (endpoint.secure) {
        TRY_VOID(out.handshake(endpoint.host, deadline));
    }
    return out;
}

ConnectionResult<void> Connection::handshake(const std::string& host, TimePoint deadline) {
    if (!stream_->expect_host(host)) {
        return failed(ConnectionFailure::unreachable,
                      diag::DeliveryReason(ReasonCode::tls).because(ReasonCode::tls_not_set_up));
    }
    if (const net::Io io = stream_->handshake(deadline); io != net::Io::ok) {
        ConnectionError problem = error_of(io, ReasonCode::closed_in_handshake);
        problem.failure = ConnectionFailure::unreachable;
        return tl::make_unexpected(std::move(problem));
    }
    certificate_.emplace(tls::read(stream_->certificate()), stream_->certificate_chain());
    return {};
}

ConnectionError Connection::error_of(net::Io io, ReasonCode closed) const {
    if (io == net::Io::timed_out) {
        return {.failure = ConnectionFailure::timed_out, .reason = ReasonCode::timed_out};
    }
    const unsigned long error = ERR_peek_last_error();
    const bool is_of_tls = io == net::Io::failed && stream_->system_error() == 0 && error != 0;
    if (!is_of_tls) {
        return {.failure = ConnectionFailure::broken,
                .reason = io == net::Io::closed          ? closed
                          : stream_->system_error() != 0 ? system_reason(stream_->system_error())
                                                         : ReasonCode::connection_lost};
    }
    // in TLS 1.3 the rejection of our certificate arrives with the first read: the server accepted nothing
    const bool was_cut = ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
    return {.failure = was_cut ? ConnectionFailure::broken : ConnectionFailure::unreachable,
            .reason = tls_reason(stream_->verified(), error),
            .rejected_certificate = rejected_certificate_of(stream_->verified())};
}

ConnectionResult<void> Connection::write(std::string_view first, std::string_view second,
                                         TimePoint deadline) {
    constexpr std::size_t most = 256U << 10; // what is encrypted before it is sent
    net::Io io = net::Io::ok;
    do {
        io = stream_->write(std::exchange(first, {}), second.substr(0, most), deadline);
        second.remove_prefix(std::min(most, second.size()));
    } while (io == net::Io::ok && !second.empty());
    return io == net::Io::ok ? ConnectionResult<void>()
                             : tl::make_unexpected(error_of(io, ReasonCode::closed_while_sending));
}

ConnectionResult<void> check_server(Connection& connection, const CurrentTrust& trust,
                                    ServerBindings server_bindings) {
    ServerCertificate* const certificate = connection.certificate();
    std::optional<CertificateRejection> wrong =
        certificate == nullptr ? std::nullopt
                               : certificate->rejection(trust, server_bindings, base::SystemClock().now());
    if (!wrong) {
        return {};
    }
    return tl::make_unexpected(
        ConnectionError{.reason = std::move(wrong->reason),
                        .rejected_certificate =
                            RejectedCertificate{RejectedCertificate::CertificateOwner::server, wrong->why}});
}

} // namespace renkei::client
