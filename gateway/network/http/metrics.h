// What is counted, as Prometheus reads it. Labels are names of routes, status codes and message ids: never
// anything a caller wrote.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renkei::http {

// A number that is asked for when it is read.
struct Gauge {
    using Labels = std::map<std::string, std::string>;
    enum class Kind : std::uint8_t { gauge, counter }; // counter: never falls while the process runs
    std::string name;                                  // "renkei_outbox_waiting"
    std::string help;                                  // the same for all of one name
    double value = 0;
    Labels labels{};
    Kind kind = Kind::gauge;
};

class Metrics {
public:
    Metrics();
    void request(std::string_view route, int status, std::string_view outcome, double seconds);
    // How a connection ended before it came to a request: "connection-limit", "handshake-failed", "replaced"
    // …
    void connection(std::string_view kind, std::string_view end);
    // A caller that was refused; `has_row`: with an audit row of its own, else in a summary.
    void refused_caller(std::string_view reason, bool has_row);
    void bytes(std::uint64_t received, std::uint64_t sent);
    std::string text(const std::vector<Gauge>& gauges);

private:
    struct RequestCounters {
        prometheus::Counter* count;
        prometheus::Histogram* seconds;
    };
    RequestCounters counters_of(std::string_view route, int status, std::string_view outcome);

    prometheus::Registry registry_;
    prometheus::Family<prometheus::Counter>& requests_;
    prometheus::Family<prometheus::Histogram>& seconds_;
    prometheus::Family<prometheus::Counter>& connections_;
    prometheus::Family<prometheus::Counter>& refused_;
    prometheus::Counter& received_;
    prometheus::Counter& sent_;
    std::mutex mutex_; // of the next one
    std::unordered_map<std::string, RequestCounters>
        known_; // by their labels, which cost more to look up than to count
};

} // namespace renkei::http
