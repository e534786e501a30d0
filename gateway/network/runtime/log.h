// The log: one line of JSON per request or event, written by a thread of its own, which gathers lines for a
// moment. It takes ids, numbers and words of the program only; there is no way to hand it a path, a header or
// a body.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace spdlog {
class logger;
namespace sinks {
class sink;
}
} // namespace spdlog

namespace renkei::runtime {

struct RequestLine {
    std::string_view kind;
    std::string_view request; // id
    std::string_view peer;
    std::string_view route; // name
    int status = 0;
    std::string_view outcome;
    std::int64_t micros = 0;
    std::uint64_t received = 0; // bytes of the body as it came
    std::uint64_t sent = 0;
};

class Log {
public:
    Log(); // to standard error
    explicit Log(std::shared_ptr<spdlog::sinks::sink> sink);
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log(); // writes what waits

    void request(const RequestLine& line);
    // Values are words and numbers of the program or its configuration, never of a request.
    void event(std::string_view name,
               std::initializer_list<std::pair<std::string_view, std::string_view>> facts = {});

private:
    void write(std::string_view line);
    void work();

    std::shared_ptr<spdlog::logger> logger_;
    std::mutex mutex_;
    std::condition_variable came_;
    std::string waiting_;       // lines without the last one's end
    std::uint64_t dropped_ = 0; // lines since the last batch, for which there was no room
    bool stop_ = false;
    std::thread thread_; // last: everything above is there when it starts
};

// The text if it is a short word ([A-Za-z0-9._-]{1,64}), else "other": what may stand in logs and labels.
std::string_view as_word(std::string_view text);

} // namespace renkei::runtime
