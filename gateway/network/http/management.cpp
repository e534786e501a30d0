#include "gateway/network/http/management.h"

namespace renkei::http {
namespace {

Response text(int status, std::string_view word) {
    return {.status = status,
            .media_type = "text/plain; charset=utf-8",
            .body = std::string(word) + "\n",
            .outcome = std::string(word)};
}

Response alive(ServerState&) { return text(200, "ok"); }

Response ready(ServerState& state) {
    const std::string problem = state.stopping ? "draining" : state.callbacks.not_ready();
    return problem.empty() ? text(200, "ready") : text(503, problem);
}

Response metrics(ServerState& state) {
    std::vector<Gauge> gauges = state.callbacks.gauges();
    gauges.push_back(
        {"renkei_http_connections", "open connections", static_cast<double>(state.connections.count())});
    gauges.push_back({"renkei_http_handshakes", "connections whose TLS handshake is not finished",
                      static_cast<double>(state.pending.count())});
    gauges.push_back({"renkei_http_memory_bytes", "bytes of requests and answers in memory",
                      static_cast<double>(state.memory.held())});
    gauges.push_back({"renkei_http_memory_limit_bytes", "the most of them",
                      static_cast<double>(state.memory.limits().total)});
    gauges.push_back({"renkei_http_spool_bytes", "bytes of requests and answers in spool files",
                      static_cast<double>(state.spool.used())});
    return {.media_type = "text/plain; version=0.0.4; charset=utf-8",
            .body = state.metrics.text(gauges),
            .outcome = "ok"};
}

struct Page {
    std::string_view path;
    std::string_view name;
    Response (*give)(ServerState&);
};
constexpr Page pages[] = {
    {"/healthz", "healthz", alive}, {"/readyz", "readyz", ready}, {"/metrics", "metrics", metrics}};

} // namespace

std::vector<Route> management_routes(ServerState& state) {
    std::vector<Route> out;
    for (const Page& page : pages) {
        const auto handle = [&state, give = page.give](const Request&, PathParameters) {
            return give(state);
        };
        out.push_back(
            {.method = "GET", .pattern = page.path, .name = page.name, .handle = handle, .is_public = true});
    }
    return out;
}

} // namespace renkei::http
