#include "gateway/server/management.h"

#include <algorithm>
#include <cassert>

namespace renkei::server {
namespace {

Answer text(int status, std::string_view word) {
    return {.status = status, .media_type = "text/plain; charset=utf-8", .body = std::string(word) + "\n", .outcome = std::string(word)};
}

Answer alive(Front&) {
    return text(200, "ok");
}

Answer ready(Front& front) {
    const std::string problem = front.stopping ? "draining" : front.house.not_ready();
    return problem.empty() ? text(200, "ready") : text(503, problem);
}

Answer metrics(Front& front) {
    std::vector<Gauge> gauges = front.house.gauges();
    gauges.push_back({"renkei_http_connections", "open connections", static_cast<double>(front.connections.count())});
    return {.media_type = "text/plain; version=0.0.4; charset=utf-8", .body = front.metrics.text(gauges), .outcome = "ok"};
}

constexpr auto table = std::to_array<Route>({{"GET", "/healthz", "healthz", "Is the program alive?", "", "", nullptr, true},
                                             {"GET", "/readyz", "readyz", "May it be sent work?", "", "", nullptr, true},
                                             {"GET", "/metrics", "metrics", "What it has counted, for Prometheus", "", "", nullptr, true}});
constexpr auto pages = std::to_array<Answer (*)(Front&)>({alive, ready, metrics}); // by row of the table
static_assert(table.size() == pages.size());

} // namespace

std::span<const Route> management_routes() {
    return table;
}

Answer manage(Front& front, const Route& route) {
    const auto row = static_cast<std::size_t>(&route - table.data());
    assert(row < pages.size());
    return pages[row](front);
}

} // namespace renkei::server
