// Callers who are refused before anybody knows them. Whoever can connect can be refused as often as he likes, and a refusal asks for a
// durable row of the audit, a handshake that fails for a line of the log: so an address has a few rows a minute, all addresses together a
// few more, and the rest is only counted. When the minute is over, each address has one row with its count. What is counted and not yet
// told stands in memory, a minute at most.
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

class Refusals {
public:
    using Instant = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds period{60};
    static constexpr unsigned rows_per_address = 10;
    static constexpr unsigned rows_in_all = 60;
    static constexpr std::size_t most_counted = 20; // addresses and reasons with a count of their own; all others share that of address ""

    struct Sum {
        std::string address{};
        std::string_view reason{}; // message id, or constant words of the TLS library
        std::uint64_t times = 0;
    };

    // One more. True: it is worth a row of its own; false: it was counted.
    bool is_worth_a_row(const std::string& address, std::string_view reason, Instant now);
    // The counts of minutes that are over, each once.
    std::vector<Sum> over(Instant now);
    std::vector<Sum> all(); // of this minute too
    // A count that could not be told waits for the next time.
    void put_back(const Sum& sum);

private:
    using Key = std::pair<std::string, std::string_view>;
    using Counts = std::map<Key, std::uint64_t>;
    void turn_over(Instant now);
    static void add(Counts& counts, const Key& key, std::uint64_t times);
    std::vector<Sum> take_over();

    std::mutex mutex_;
    Instant begun_{};
    unsigned rows_ = 0;
    std::map<std::string, unsigned> rows_by_address_; // rows_in_all at most
    Counts counted_; // in this minute
    Counts over_;    // in those before
};

} // namespace renkei::http
