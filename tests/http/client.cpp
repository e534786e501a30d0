#include "tests/http/client.h"

#include "gateway/core/text/words.h"

#include "tests/http/certificates.h"
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

namespace renkei::http::test {
namespace {

using text::same_word;
using text::trim;

constexpr int read_timeout_ms = 15'000; // longer than anything a test waits for

int connect_to(const sockaddr* address, socklen_t size, int family) {
    const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, address, size) != 0) {
        ::close(fd);
        return -1;
    }
    const timeval timeout{read_timeout_ms / 1000, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    return fd;
}

int connect_to(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address, AF_INET);
}

Got read_head(std::string_view text) {
    Got out;
    std::string_view line = text::next_part(text, '\n');
    text::next_part(line, ' ');
    std::from_chars(line.data(), line.data() + line.size(), out.status);
    while (!text.empty()) {
        std::string_view header = text::next_part(text, '\n');
        const std::string_view name = text::next_part(header, ':');
        if (!header.empty()) {
            out.headers.emplace_back(name, trim(header.substr(0, header.size() - 1)));
        }
    }
    return out;
}

} // namespace

std::string Got::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (same_word(key, name)) {
            return value;
        }
    }
    return {};
}

Client::Client(std::uint16_t port) : fd_(connect_to(port)), connected_(fd_ >= 0) {}

Client::Client(const std::string& socket_file) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_file.data(), socket_file.size());
    fd_ = connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address, AF_UNIX);
    connected_ = fd_ >= 0;
}

Client::Client(std::uint16_t port, const std::string& certificate, Version version) : fd_(connect_to(port)) {
    if (fd_ >= 0) {
        connect_tls(certificate, version);
    }
}

void Client::connect_tls(const std::string& certificate, Version version) {
    SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    if (version == Version::tls12) {
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    }
    if (!certificate.empty()) {
        SSL_CTX_use_certificate_chain_file(context, certificates().certificate(certificate).c_str());
        SSL_CTX_use_PrivateKey_file(context, certificates().key(certificate).c_str(), SSL_FILETYPE_PEM);
    }
    ssl_ = SSL_new(context);
    SSL_CTX_free(context); // ssl_ holds it
    SSL_set_fd(ssl_, fd_);
    connected_ = SSL_connect(ssl_) == 1;
}

Client::~Client() { // hangs up
    SSL_free(ssl_);
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

bool Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const long size = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                          : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

void Client::close_sending() {
    if (ssl_ != nullptr) {
        SSL_shutdown(ssl_); // RFC 8446 §6.1: the other direction stays open
    }
    ::shutdown(fd_, SHUT_WR);
}

bool Client::more() {
    char room[16384];
    const long size = ssl_ != nullptr ? SSL_read(ssl_, room, sizeof room) : ::recv(fd_, room, sizeof room, 0);
    if (size > 0) {
        buffer_.append(room, static_cast<std::size_t>(size));
    }
    return size > 0;
}

std::optional<Got> Client::receive(std::string_view method) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
        if (!more()) {
            return std::nullopt;
        }
    }
    Got out = read_head(std::string_view(buffer_).substr(0, end + 2));
    buffer_.erase(0, end + 4);
    std::size_t length = 0;
    const std::string text = out.header("Content-Length");
    std::from_chars(text.data(), text.data() + text.size(), length);
    if (method != "HEAD") {
        while (buffer_.size() < length) {
            if (!more()) {
                return std::nullopt;
            }
        }
        out.body = buffer_.substr(0, length);
        buffer_.erase(0, length);
    }
    return out;
}

bool Client::is_closed_within(std::chrono::milliseconds timeout) {
    const auto until = std::chrono::steady_clock::now() + timeout;
    for (auto left = timeout; left > 0ms;
         left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())) {
        pollfd what{fd_, POLLIN, 0};
        if (::poll(&what, 1, static_cast<int>(left.count())) > 0 && !more()) {
            return true;
        }
    }
    return false;
}

std::string request(std::string_view method, std::string_view target, std::string_view headers,
                    std::string_view body) {
    std::string out;
    out.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(headers);
    if (!body.empty()) {
        out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    }
    return out.append("\r\n").append(body);
}

} // namespace renkei::http::test
