// One keep-alive connection over mutual TLS, as cheap as it gets, so that the load costs little of the
// machine it shares with the server. For benchmarks only: a failure ends the program.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

namespace renkei::bench {

struct Identity {
    std::string certificate; // PEM files
    std::string key;
    std::string authorities;
};

struct Reply {
    int status = 0;
    std::size_t bytes = 0; // of the body
};

class Connection {
public:
    Connection(const Identity& identity, std::string host, std::string port);
    // The whole request as it goes over the wire; reads the answer to its end. The answer has a
    // Content-Length.
    Reply exchange(std::string_view request);

private:
    struct Free {
        void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
        void operator()(BIO* bio) const { BIO_free_all(bio); }
    };
    std::unique_ptr<SSL_CTX, Free> context_;
    std::unique_ptr<BIO, Free> bio_;
    std::string buffer_;
};

[[noreturn]] void stop(std::string_view why);

} // namespace renkei::bench
