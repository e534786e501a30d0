// Limits the audit rows of refused callers, and the log lines of failed handshakes. Anyone who can connect
// can be refused without end, so an address has a few rows a minute, all addresses together a few more, and
// the rest is counted. At the end of the minute each address gets one row with its count. Counts are in
// memory for a minute at most.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::http {

class RefusalThrottle {
public:
    using Instant = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds period{60};
    static constexpr unsigned rows_per_address = 10;
    static constexpr unsigned rows_in_all = 60;
    // addresses and reasons with a count of their own; all others share that of address ""
    static constexpr std::size_t max_counted = 20;

    struct Summary {
        std::string address{};
        std::string_view reason{}; // message id, or constant words of the TLS library
        std::uint64_t times = 0;
    };

    // Called for each refusal. True if a row is to be written for it; false if it was only counted.
    bool allows_row(const std::string& address, std::string_view reason, Instant now);
    // The counts of minutes that are over, each once.
    std::vector<Summary> finished(Instant now);
    std::vector<Summary> all(); // of this minute too
    // A count that could not be written waits for the next call.
    void put_back(const Summary& summary);

private:
    using Key = std::pair<std::string, std::string_view>;
    using Counts = std::map<Key, std::uint64_t>;
    void start_period(Instant now);
    static void add(Counts& counts, const Key& key, std::uint64_t times);
    std::vector<Summary> take_finished();

    std::mutex mutex_;
    Instant begun_{};
    unsigned rows_ = 0;
    std::map<std::string, unsigned> rows_by_address_; // rows_in_all at most
    Counts counted_;                                  // in this minute
    Counts finished_;                                 // in those before
};

} // namespace renkei::http
