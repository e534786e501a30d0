#include "gateway/http/management.h"

namespace renkei::http {
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
    gauges.push_back({"renkei_http_handshakes", "connections whose TLS handshake is not finished", static_cast<double>(front.pending.count())});
    gauges.push_back({"renkei_http_memory_bytes", "bytes of requests and answers in memory", static_cast<double>(front.memory.held())});
    gauges.push_back({"renkei_http_memory_limit_bytes", "the most of them", static_cast<double>(front.memory.limits().in_all)});
    gauges.push_back({"renkei_http_spool_bytes", "bytes of requests and answers in spool files", static_cast<double>(front.spool.used())});
    return {.media_type = "text/plain; version=0.0.4; charset=utf-8", .body = front.metrics.text(gauges), .outcome = "ok"};
}

struct Page {
    std::string_view path;
    std::string_view name;
    Answer (*give)(Front&);
};
constexpr Page pages[] = {{"/healthz", "healthz", alive}, {"/readyz", "readyz", ready}, {"/metrics", "metrics", metrics}};

} // namespace

std::vector<Route> management_routes(Front& front) {
    std::vector<Route> out;
    for (const Page& page : pages) {
        const auto handle = [&front, give = page.give](const Request&, Parts) { return give(front); };
        out.push_back({.method = "GET", .pattern = page.path, .name = page.name, .handle = handle, .open = true});
    }
    return out;
}

} // namespace renkei::http
