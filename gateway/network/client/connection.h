// One connection to a server, TLS or plain, with a deadline for each operation, so that a slow server blocks
// no thread.
#pragma once

#include "gateway/core/base/file_descriptor.h"
#include "gateway/core/diag/delivery_reason.h"
#include "gateway/core/diag/result.h"
#include "gateway/network/client/server_certificate.h"
#include "gateway/network/net/stream.h"
#include "gateway/network/tls/verify_error.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::client {

using TimePoint = net::Deadline;

enum class ConnectionFailure : std::uint8_t {
    unreachable, // no connection, or TLS refused: nothing was sent
    timed_out,
    broken, // closed or cut before the answer was whole
};
// One side rejected the certificate of the other.
struct RejectedCertificate {
    enum class CertificateOwner : std::uint8_t { server, client };
    CertificateOwner whose = CertificateOwner::server;
    tls::VerifyError why = tls::VerifyError::other;
};
struct ConnectionError {
    ConnectionFailure failure = ConnectionFailure::unreachable;
    diag::DeliveryReason reason{};
    std::optional<RejectedCertificate> rejected_certificate{};
    bool before_response = true;   // not one byte of an answer came
    bool may_have_arrived = false; // the request, or the same one sent before on another connection
};
template <class T>
using ConnectionResult = tl::expected<T, ConnectionError>;

struct Endpoint {
    bool secure = true;
    std::string host{};
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint&) const = default;
};

class Connection {
public:
    // `context` is used if the endpoint is secure and outlives the connection.
    static ConnectionResult<Connection> open(const Endpoint& endpoint, SSL_CTX* context, TimePoint deadline);

    // `second` goes out behind `first`, which is small.
    ConnectionResult<void> write(std::string_view first, std::string_view second, TimePoint deadline);
    // The error of the stream's last operation. `closed` is its reason if the other side closed in order.
    ConnectionError error_of(net::Io io, diag::ReasonCode closed) const;
    net::Stream& stream() { return *stream_; } // for reading
    // null: the connection is plain
    ServerCertificate* certificate() { return certificate_ ? &*certificate_ : nullptr; }
    bool is_of(const SSL_CTX* context) const { return stream_->is_of(context); } // over TLS, and made with it
    bool is_idle() { return stream_->is_idle(); } // not closed, and no unexpected bytes came

private:
    Connection(base::FileDescriptor socket, SSL_CTX* context);
    ConnectionResult<void> handshake(const std::string& host, TimePoint deadline);

    base::FileDescriptor socket_;
    std::unique_ptr<net::Stream> stream_;
    std::optional<ServerCertificate> certificate_{};
};

// An error unless the server may be given something now: asked before each request. A plain connection may.
ConnectionResult<void> check_server(Connection& connection, const CurrentTrust& trust,
                                    ServerBindings server_bindings);

} // namespace renkei::client
