// A server that answers with any bytes: the client gives a whole answer within its limits, or says what
// broke.
#include "gateway/core/base/file_descriptor.h"
#include "gateway/network/client/response_reader.h"
#include "gateway/network/transports/classify_response.h"

#include "tests/fuzz/target.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstdlib>

namespace renkei::fuzz::http_answer_fuzz {
namespace {

using namespace renkei::client;
using namespace renkei::transports;

constexpr std::size_t max_body = 1000;
constexpr std::size_t max_sent = 64U << 10; // what a socket takes at once

void require(bool fact) {
    if (!fact) {
        std::abort();
    }
}

class LyingServer {
public:
    LyingServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        require(::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&here), sizeof here) == 0 &&
                ::listen(socket_.number(), 8) == 0);
        socklen_t size = sizeof here;
        require(::getsockname(socket_.number(), reinterpret_cast<sockaddr*>(&here), &size) == 0);
        port_ = ntohs(here.sin_port);
    }
    std::uint16_t port() const { return port_; }
    // Accepts the connection that waits and sends it these bytes and nothing more; returns the server's end.
    base::FileDescriptor answer(std::string_view bytes) const {
        base::FileDescriptor out(::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC));
        require(out.number() >= 0);
        const linger at_once{.l_onoff = 1, .l_linger = 0}; // closed without leaving the port in TIME_WAIT
        require(::setsockopt(out.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0);
        require(bytes.empty() || ::send(out.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
                                     static_cast<ssize_t>(bytes.size()));
        require(::shutdown(out.number(), SHUT_WR) == 0);
        return out;
    }

private:
    base::FileDescriptor socket_;
    std::uint16_t port_ = 0;
};

void read_as(std::string_view method, std::string_view bytes) {
    static const LyingServer server;
    const TimePoint soon = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    ConnectionResult<Connection> connection =
        Connection::open({.secure = false, .host = "127.0.0.1", .port = server.port()}, nullptr, soon);
    require(connection.has_value());
    const base::FileDescriptor other = server.answer(bytes);
    const ConnectionResult<ParsedResponse> read = read_response(*connection, method, max_body, soon);
    if (!read) {
        require(read.error().failure == ConnectionFailure::broken);
        (void)classify(read.error());
        return;
    }
    const HttpResponse& answer = read->response;
    require(answer.status >= 200 && answer.status <= 999);
    require(answer.body.size() <= max_body && !(answer.is_truncated && read->is_reusable));
    require(method != "HEAD" || answer.body.empty());
    const outbox::Attempt attempt = classify(answer, 1'800'000'000'000);
    require(attempt.retry_after_ms >= 0);
}

} // namespace

FUZZ_TARGET(http_answer)(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(bytes), std::min(size, max_sent));
    read_as("POST", input);
    read_as("HEAD", input);
    return 0;
}

} // namespace renkei::fuzz::http_answer_fuzz
