// A server on loopback that does what a test requests: also what no correct server does.
#pragma once

#include "gateway/network/tls/context.h"

#include <Poco/Net/ServerSocket.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace renkei::test {

struct ReceivedRequest {
    std::string method{};
    std::string path{};
    std::map<std::string, std::string> fields{}; // names in lower case
    std::string body{};
};
struct ServerReply {
    std::string bytes{};
    bool close = false;                   // after the bytes
    std::chrono::milliseconds after{0};   // before the first byte
    std::chrono::milliseconds between{0}; // after each byte
};
ServerReply reply(int status, const std::string& fields = "", const std::string& body = "");

class LoopbackServer {
public:
    using Handler = std::function<ServerReply(const ReceivedRequest&)>;
    // Plain if the context is null; port 0: any.
    LoopbackServer(Poco::Net::Context::Ptr context, Handler answer, std::uint16_t port = 0);
    ~LoopbackServer();
    std::uint16_t port() const { return port_; }
    std::string url() const;
    std::vector<ReceivedRequest> heard() const;
    int connections() const { return connections_; }

private:
    void accept();
    void serve(Poco::Net::StreamSocket& socket);
    bool answer(Poco::Net::StreamSocket& socket, const ReceivedRequest& heard);

    bool secure_;
    Handler answer_;
    Poco::Net::ServerSocket listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    std::vector<ReceivedRequest> heard_;
    std::list<std::jthread> threads_;
    std::jthread acceptor_;
};

// An authority, a server and clients of this run of the tests.
struct Certificates {
    Certificates();
    tls::TlsLibrary ready{};
    Poco::Net::Context::Ptr server{};
    Poco::Net::Context::Ptr client{};
    Poco::Net::Context::Ptr stranger{};   // a client of another authority, which trusts ours
    Poco::Net::Context::Ptr other_host{}; // a server with the name of another host
    static const Certificates& get();
};

} // namespace renkei::test
