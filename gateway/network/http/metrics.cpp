#include "gateway/network/http/metrics.h"

#include <prometheus/gauge.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>

namespace renkei::http {
namespace {

const prometheus::Histogram::BucketBoundaries& bounds() { // seconds
    static const prometheus::Histogram::BucketBoundaries out{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                             0.1,    0.25,  0.5,    1,     2.5,  5,     10};
    return out;
}

prometheus::Family<prometheus::Counter>& counters(prometheus::Registry& registry, const char* name,
                                                  const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

} // namespace

Metrics::Metrics()
    : requests_(counters(registry_, "renkei_http_requests_total", "requests answered")),
      seconds_(prometheus::BuildHistogram()
                   .Name("renkei_http_request_seconds")
                   .Help("from the end of a request's header to the end of its answer")
                   .Register(registry_)),
      connections_(counters(registry_, "renkei_http_connections_total", "connections, by how they ended")),
      refused_(
          counters(registry_, "renkei_http_refused_callers_total",
                   "refused callers that are no peer, by reason and by how they are audited (row, sum)")),
      received_(
          counters(registry_, "renkei_http_received_bytes_total", "bytes of bodies as they came").Add({})),
      sent_(counters(registry_, "renkei_http_sent_bytes_total", "bytes of answers").Add({})) {}

void Metrics::request(std::string_view route, int status, std::string_view outcome, double seconds) {
    const RequestCounters those = counters_of(route, status, outcome);
    those.count->Increment();
    those.seconds->Observe(seconds);
}

Metrics::RequestCounters Metrics::counters_of(std::string_view route, int status, std::string_view outcome) {
    const std::string code = std::to_string(status);
    std::string labels;
    labels.reserve(route.size() + outcome.size() + code.size() + 2);
    labels.append(route).append(" ").append(code).append(" ").append(outcome);
    const std::lock_guard lock(mutex_);
    if (const auto at = known_.find(labels); at != known_.end()) {
        return at->second;
    }
    const RequestCounters made{
        &requests_.Add({{"route", std::string(route)}, {"status", code}, {"outcome", std::string(outcome)}}),
        &seconds_.Add({{"route", std::string(route)}}, bounds())};
    return known_.emplace(std::move(labels), made).first->second;
}

void Metrics::connection(std::string_view kind, std::string_view end) {
    connections_.Add({{"listener", std::string(kind)}, {"end", std::string(end)}}).Increment();
}

void Metrics::refused_caller(std::string_view reason, bool has_row) {
    refused_.Add({{"reason", std::string(reason)}, {"audit", has_row ? "row" : "sum"}}).Increment();
}

void Metrics::bytes(std::uint64_t received, std::uint64_t sent) {
    received_.Increment(static_cast<double>(received));
    sent_.Increment(static_cast<double>(sent));
}

// In a registry of their own, so that a label that has gone since, such as a peer, disappears.
std::string Metrics::text(const std::vector<Gauge>& gauges) {
    prometheus::Registry now;
    for (const Gauge& gauge : gauges) {
        if (gauge.kind == Gauge::Kind::counter) {
            prometheus::BuildCounter()
                .Name(gauge.name)
                .Help(gauge.help)
                .Register(now)
                .Add(gauge.labels)
                .Increment(gauge.value);
        } else {
            prometheus::BuildGauge()
                .Name(gauge.name)
                .Help(gauge.help)
                .Register(now)
                .Add(gauge.labels)
                .Set(gauge.value);
        }
    }
    std::vector<prometheus::MetricFamily> families = registry_.Collect();
    std::ranges::move(now.Collect(), std::back_inserter(families));
    return prometheus::TextSerializer().Serialize(families);
}

} // namespace renkei::http
