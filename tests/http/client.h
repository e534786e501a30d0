// A client that sends exactly the bytes that it is given, over TLS or plain, and reads answers.
#pragma once

#include "gateway/network/http/request.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

typedef struct ssl_st SSL;

namespace renkei::http::test {

using namespace std::chrono_literals;

struct Got {
    int status = 0;
    Pairs headers{};
    std::string body{};
    std::string header(std::string_view name) const;
};

enum class Version : bool { tls13, tls12 };

class Client {
public:
    explicit Client(std::uint16_t port);             // plain, connected
    explicit Client(const std::string& socket_file); // plain, Unix
    Client(std::uint16_t port, const std::string& certificate,
           Version version = Version::tls13); // TLS; "" shows none
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client();

    bool is_connected() const { return connected_; } // and has shaken hands
    bool send(std::string_view bytes);
    void close_sending();                                        // reads on
    std::optional<Got> receive(std::string_view method = "GET"); // nothing: the connection ended before
    bool is_closed_within(std::chrono::milliseconds timeout);    // by the server; drops what comes
    std::optional<Got> ask(std::string_view bytes, std::string_view method = "GET") {
        return send(bytes) ? receive(method) : std::nullopt;
    }

private:
    void connect_tls(const std::string& certificate, Version version);
    bool more();

    int fd_ = -1;
    bool connected_ = false;
    SSL* ssl_ = nullptr;
    std::string buffer_;
};

// "GET TARGET HTTP/1.1" with a Host, these headers ("A: 1\r\n") and this body
std::string request(std::string_view method, std::string_view target, std::string_view headers = {},
                    std::string_view body = {});

} // namespace renkei::http::test
