#include "tests/support/loopback_server.h"

#include "gateway/network/tls/authority.h"

#include "tests/support/temporary_folder.h"
#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <algorithm>
#include <memory>

namespace renkei::test {
namespace {

using Poco::Net::StreamSocket;

// Reads until `text` ends with what is wanted; false: closed or stopped.
bool read_more(StreamSocket& socket, std::string& text, const std::atomic<bool>& stopping) {
    char buffer[8192];
    while (!stopping) {
        try {
            const int n = socket.receiveBytes(buffer, sizeof buffer);
            if (n <= 0) {
                return false;
            }
            text.append(buffer, static_cast<std::size_t>(n));
            return true;
        } catch (const Poco::TimeoutException&) {
            continue;
        }
    }
    return false;
}

ReceivedRequest read_head(const std::string& head) {
    ReceivedRequest out;
    const std::size_t space = head.find(' ');
    out.method = head.substr(0, space);
    out.path = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
    for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
        const std::size_t end = head.find("\r\n", at);
        const std::string line = head.substr(at, end - at);
        const std::size_t colon = line.find(": ");
        if (colon != std::string::npos) {
            std::string name = line.substr(0, colon);
            std::ranges::transform(name, name.begin(),
                                   [](char c) { return static_cast<char>(std::tolower(c)); });
            out.fields[name] = line.substr(colon + 2);
        }
        at = end == std::string::npos ? head.size() : end + 2;
    }
    return out;
}

std::unique_ptr<Poco::Net::ServerSocket> listen(const Poco::Net::Context::Ptr& context, std::uint16_t port) {
    const Poco::Net::SocketAddress address("127.0.0.1", port);
    if (context.isNull()) {
        return std::make_unique<Poco::Net::ServerSocket>(address);
    }
    return std::make_unique<Poco::Net::SecureServerSocket>(address, 64, context);
}

} // namespace

ServerReply reply(int status, const std::string& fields, const std::string& body) {
    return {.bytes = "HTTP/1.1 " + std::to_string(status) + " Something\r\n" + fields +
                     "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

LoopbackServer::LoopbackServer(Poco::Net::Context::Ptr context, Handler answer, std::uint16_t port)
    : secure_(!context.isNull()),
      answer_(std::move(answer)),
      listener_(*listen(context, port)),
      port_(listener_.address().port()) {
    acceptor_ = std::jthread([this] { accept(); });
}

LoopbackServer::~LoopbackServer() {
    stopping_ = true;
    acceptor_.join();
    listener_.close();
    threads_.clear();
}

std::string LoopbackServer::url() const {
    return (secure_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
}

std::vector<ReceivedRequest> LoopbackServer::heard() const {
    const std::scoped_lock lock(mutex_);
    return heard_;
}

void LoopbackServer::accept() {
    while (!stopping_) {
        if (!listener_.poll(Poco::Timespan(0, 5000), Poco::Net::Socket::SELECT_READ)) {
            continue;
        }
        try {
            // its thread is the only one that holds it, and so the one that ends it
            auto socket = std::make_unique<StreamSocket>(listener_.acceptConnection());
            ++connections_;
            threads_.emplace_back([this, mine = std::move(socket)] {
                try {
                    serve(*mine);
                } catch (const Poco::Exception&) {
                    // the client went away or was refused: the test looks at what the client saw
                }
            });
        } catch (const Poco::Exception&) {
            continue;
        }
    }
}

void LoopbackServer::serve(StreamSocket& socket) {
    socket.setReceiveTimeout(Poco::Timespan(0, 20'000));
    socket.setNoDelay(true);
    std::string text;
    while (true) {
        std::size_t end = 0;
        while ((end = text.find("\r\n\r\n")) == std::string::npos) {
            if (!read_more(socket, text, stopping_)) {
                return;
            }
        }
        ReceivedRequest heard = read_head(text.substr(0, end + 2));
        text.erase(0, end + 4);
        const std::size_t size =
            heard.fields.contains("content-length") ? std::stoul(heard.fields["content-length"]) : 0;
        while (text.size() < size) {
            if (!read_more(socket, text, stopping_)) {
                return;
            }
        }
        heard.body = text.substr(0, size);
        text.erase(0, size);
        {
            const std::scoped_lock lock(mutex_);
            heard_.push_back(heard);
        }
        if (!answer(socket, heard)) {
            socket.close();
            return;
        }
    }
}

bool LoopbackServer::answer(StreamSocket& socket, const ReceivedRequest& heard) {
    const ServerReply reply = answer_(heard);
    const auto pause = [this](std::chrono::milliseconds time) {
        for (auto left = time; left.count() > 0 && !stopping_; left -= std::chrono::milliseconds(1)) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    };
    pause(reply.after);
    if (reply.between.count() == 0) {
        for (std::size_t sent = 0; sent < reply.bytes.size();) {
            sent += static_cast<std::size_t>(
                socket.sendBytes(reply.bytes.data() + sent, static_cast<int>(reply.bytes.size() - sent)));
        }
    } else {
        for (std::size_t i = 0; i < reply.bytes.size() && !stopping_; ++i) {
            socket.sendBytes(&reply.bytes[i], 1);
            pause(reply.between);
        }
    }
    return !reply.close;
}

Certificates::Certificates() {
    const TemporaryFolder folder;
    tls::Authority ours = *tls::Authority::create(folder / "ca", "test authority", 30);
    tls::Authority others = *tls::Authority::create(folder / "other", "another authority", 30);
    EXPECT_TRUE(ours.issue({.common_name = "server", .names = {"IP:127.0.0.1"}, .server = true},
                           folder.path(), "server"));
    EXPECT_TRUE(ours.issue({.common_name = "elsewhere", .names = {"DNS:elsewhere.example"}, .server = true},
                           folder.path(), "elsewhere"));
    EXPECT_TRUE(ours.issue({.common_name = "client"}, folder.path(), "client"));
    EXPECT_TRUE(others.issue({.common_name = "stranger"}, folder.path(), "stranger"));
    const auto own = [&](const std::string& name) {
        return tls::Credentials{folder / (name + ".pem"), folder / (name + ".key"), folder / "ca/ca.pem"};
    };
    server = *tls::server_context(own("server"), tls::MinVersion::tls13);
    other_host = *tls::server_context(own("elsewhere"), tls::MinVersion::tls13);
    client = *tls::client_context(own("client"));
    stranger = *tls::client_context(own("stranger"));
}

const Certificates& Certificates::get() {
    static const Certificates all;
    return all;
}

} // namespace renkei::test
