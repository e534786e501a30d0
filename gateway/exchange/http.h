// HTTP/1.1 as a client that hands documents over: one request, one bounded answer, connections kept for the next request.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/exchange/wire.h"

#include <Poco/Net/Context.h>
#include <map>
#include <mutex>
#include <vector>

namespace renkei::exchange {

// "https://host:port/path"; plain http for this machine only.
struct Target {
    Endpoint endpoint{};
    std::string path{}; // without a slash at its end; may be empty
};
std::optional<Target> read_target(std::string_view url);
std::string to_text(const Endpoint& endpoint); // "host:port"

using Fields = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method{};
    std::string path{};
    Fields fields{};       // without Host, Content-Length, Connection
    std::string_view body{};
    Servers servers{};     // to whom it may be given, over TLS
};
struct HttpAnswer {
    int status = 0;
    Fields fields{};       // names in lower case
    std::string body{};
    bool is_cut = false;   // there was more than the most that was wanted
    bool is_repeated = false; // the request was sent before, on a connection that broke without an answer

    std::string_view field(std::string_view name) const; // first one; empty: none
};

struct HttpLimits {
    std::chrono::milliseconds connect{5000};
    std::chrono::milliseconds answer{30'000}; // whole: sending and answer; more for large bodies
    std::size_t body = 64U << 10;             // of the answer
    std::chrono::milliseconds idle{20'000};   // a connection is kept so long
    std::size_t idle_per_endpoint = 16;
};

// Safe to use from many threads.
class HttpPool {
public:
    // `context` may be null if everything is plain.
    HttpPool(Poco::Net::Context::Ptr context, HttpLimits limits, CurrentTrust trust = {})
        : context_(std::move(context)), limits_(limits), trust_(std::move(trust)) {}

    // Another certificate of our own: for connections from now on; those that are under way end with theirs.
    void use(Poco::Net::Context::Ptr context);

    // A request that a kept connection loses before a byte of the answer came is sent once more on a new one: everything that we send
    // may come twice.
    Wired<HttpAnswer> exchange(const Endpoint& endpoint, const HttpRequest& request);
    // Connects anew and keeps the connection for the next request; an error: nobody is there. A server that may be given nothing is none.
    Wired<void> look(const Endpoint& endpoint, Servers servers = {});

private:
    struct Idle {
        Wire wire;
        Moment since;
    };
    std::optional<Wire> take(const Endpoint& endpoint);
    void keep(const Endpoint& endpoint, Wire wire);
    Wired<void> admit(Wire& wire, Servers servers) const;
    Wired<Wire> connect(const Endpoint& endpoint);
    Wired<Wire> connect_to(const Endpoint& endpoint, Servers servers); // one that may be given documents

    Poco::Net::Context::Ptr context_;
    HttpLimits limits_;
    CurrentTrust trust_;
    std::mutex mutex_;
    std::map<Endpoint, std::vector<Idle>> idle_;
};

} // namespace renkei::exchange
