// One connection to a server, TLS or plain, with a deadline for everything: a server that answers a byte a minute holds nobody.
#pragma once

#include "gateway/base/descriptor.h"
#include "gateway/diag/result.h"
#include "gateway/exchange/server_certificate.h"
#include "gateway/tls/verify_error.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_st SSL;

namespace renkei::exchange {

using Moment = std::chrono::steady_clock::time_point;

enum class Trouble : std::uint8_t {
    unreachable, // no connection, or TLS refused: nothing was sent
    timed_out,
    broken,      // closed or cut before the answer was whole
};
// One side does not take the other one's certificate.
struct Distrusted {
    enum class Whose : std::uint8_t { theirs, ours };
    Whose whose = Whose::theirs;
    tls::VerifyError why = tls::VerifyError::other;
};
struct Problem {
    Trouble trouble = Trouble::unreachable;
    std::string words{}; // fixed words of the system or of TLS
    std::optional<Distrusted> distrusted{};
    bool before_answer = true; // not one byte of an answer came
    bool may_have_come = false; // the request, or the same one sent before on another connection
};
template <class T>
using Wired = tl::expected<T, Problem>;

struct Endpoint {
    bool secure = true;
    std::string host{};
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint&) const = default;
};

class Wire {
public:
    // `context` is used if the endpoint is secure and outlives the wire.
    static Wired<Wire> open(const Endpoint& endpoint, SSL_CTX* context, Moment deadline);

    Wired<void> write(std::string_view bytes, Moment deadline);
    // 0: the other side has closed.
    Wired<std::size_t> read(char* into, std::size_t size, Moment deadline);
    ServerCertificate* certificate() { return certificate_ ? &*certificate_ : nullptr; } // null: the connection is plain
    bool is_of(const SSL_CTX* context) const; // over TLS, and opened with it
    // Nobody closed it, and nothing came that nobody asked for.
    bool is_quiet();

private:
    struct FreeTls {
        void operator()(SSL* tls) const;
    };
    explicit Wire(base::Descriptor socket) : socket_(std::move(socket)) {}
    Wired<void> shake_hands(const Endpoint& endpoint, SSL_CTX* context, Moment deadline);
    Wired<void> wait(short events, Moment deadline) const;
    // What to do after an operation of TLS returned `result`: again, or why not.
    Wired<bool> go_on(int result, Moment deadline) const; // false: closed

    base::Descriptor socket_;
    std::unique_ptr<SSL, FreeTls> tls_{};
    std::optional<ServerCertificate> certificate_{};
};

} // namespace renkei::exchange
