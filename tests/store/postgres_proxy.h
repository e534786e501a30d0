// Stands between a gateway and its PostgreSQL: counts how often an answer is asked for, delays each time, and
// cuts connections.
#pragma once

#include "tests/support/folder.h"

#include <chrono>
#include <filesystem>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace renkei::store {

class PostgresProxy {
public:
    // As PostgresServer::new_database() gives it.
    explicit PostgresProxy(const std::string& connection);
    PostgresProxy(const PostgresProxy&) = delete;
    PostgresProxy& operator=(const PostgresProxy&) = delete;
    ~PostgresProxy();

    const std::string& connection() const { return connection_; } // leads through here
    // Round trips of all connections: Sync and Query messages, of all that clients have sent so far.
    std::uint64_t trips();
    void set_delay(std::chrono::microseconds delay); // of what asks for an answer
    void cut();                                      // all connections
    // Cuts the next connection on which this text is sent. Before: the server does not get it; after: it gets
    // it, and its answer is lost.
    enum class Cut : bool { before, after };
    void cut_at(std::string text, Cut when);

private:
    struct Link {
        int client = -1;
        int server = -1;
        std::string unread{}; // the beginning of a message
        bool is_started = false;
        bool answers_are_lost = false;
        std::string held{}; // until then
        std::chrono::steady_clock::time_point until{};
    };
    void work();
    void step(int timeout);
    void accept();
    bool take_from_client(Link& link);
    bool take_from_server(Link& link) const;
    std::uint64_t count(Link& link, std::string_view bytes) const;
    static void close(Link& link);

    test::Folder folder_;
    std::filesystem::path server_; // its socket
    std::string connection_;
    std::chrono::microseconds delay_{};
    int listener_ = -1;
    std::mutex mutex_;
    std::list<Link> links_;
    std::uint64_t trips_ = 0;
    std::string cut_at_;
    Cut cut_ = Cut::before;
    bool stop_ = false;
    std::thread thread_;
};

} // namespace renkei::store
