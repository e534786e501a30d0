#include "connection.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <charconv>
#include <cstdlib>

namespace renkei::bench {
namespace {

std::size_t length_of(std::string_view header) {
    for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
        const std::size_t at = header.find(name);
        if (at != std::string_view::npos) {
            std::size_t out = 0;
            std::from_chars(header.data() + at + name.size(), header.data() + header.size(), out);
            return out;
        }
    }
    return 0;
}

} // namespace

void stop(std::string_view why) {
    fmt::print(stderr, "bench: {}\n", why);
    std::exit(4);
}

Connection::Connection(const Identity& identity, std::string host, std::string port)
    : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX* const context = context_.get();
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    if (SSL_CTX_use_certificate_chain_file(context, identity.certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, identity.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_load_verify_locations(context, identity.authorities.c_str(), nullptr) != 1) {
        stop("the certificate, key or authority cannot be read");
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    bio_.reset(BIO_new_ssl_connect(context));
    BIO_set_conn_hostname(bio_.get(), host.c_str());
    BIO_set_conn_port(bio_.get(), port.c_str());
    if (BIO_do_connect(bio_.get()) != 1) {
        stop(fmt::format("cannot connect to {}:{}: {}", host, port,
                         ERR_reason_error_string(ERR_peek_last_error())));
    }
    int descriptor = -1;
    BIO_get_fd(bio_.get(), &descriptor);
    const int yes = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

Reply Connection::exchange(std::string_view request) {
    for (std::size_t sent = 0; sent < request.size();) {
        const int count =
            BIO_write(bio_.get(), request.data() + sent, static_cast<int>(request.size() - sent));
        if (count <= 0) {
            stop("the connection was closed while sending");
        }
        sent += static_cast<std::size_t>(count);
    }
    buffer_.clear();
    char block[32768];
    std::size_t end = std::string::npos;
    std::size_t wanted = 0;
    while (end == std::string::npos || buffer_.size() < wanted) {
        const int count = BIO_read(bio_.get(), block, sizeof block);
        if (count <= 0) {
            stop("the connection was closed while reading");
        }
        buffer_.append(block, static_cast<std::size_t>(count));
        if (end == std::string::npos) {
            end = buffer_.find("\r\n\r\n");
            wanted = end == std::string::npos
                         ? 0
                         : end + 4 + length_of(std::string_view(buffer_).substr(0, end + 2));
        }
    }
    Reply out;
    std::from_chars(buffer_.data() + 9, buffer_.data() + 12, out.status); // "HTTP/1.1 201"
    out.bytes = buffer_.size() - end - 4;
    return out;
}

} // namespace renkei::bench
