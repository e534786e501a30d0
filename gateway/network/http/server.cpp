#include "gateway/network/http/server.h"

#include "gateway/network/http/address.h"
#include "gateway/network/net/stream.h"

#include <algorithm>
#include <csignal>

namespace renkei::http {
namespace {

// of a connection's thread: address space; memory is taken as deep as it is used
constexpr int stack_bytes = 2 << 20;
constexpr int spare_threads = 4;
constexpr std::uint64_t shares = 4;                 // a quarter
constexpr std::chrono::seconds cut_grace_period{5}; // for threads to notice that their socket was cut

MemoryBudget::Limits memory_of(const Limits& limits) {
    const std::uint64_t total = limits.memory_bytes == 0 ? default_memory_bytes() : limits.memory_bytes;
    const std::uint64_t per_caller =
        limits.memory_per_peer_bytes == 0 ? total / shares : limits.memory_per_peer_bytes;
    return {.total = total, .per_caller = std::min(per_caller, total)};
}

// ------------------------------------------------------------ the management listener
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

// Health, readiness, metrics. `state` outlives them.
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

} // namespace

Server::Server(const Limits& limits, std::filesystem::path spool, std::string proxied_header,
               std::vector<Route> routes, ServerCallbacks callbacks, runtime::Log& log)
    : state_{.callbacks = std::move(callbacks),
             .routes = std::move(routes),
             .limits = limits,
             .proxied_header = std::move(proxied_header),
             .log = log,
             .peers = PeerLimits(limits.connections_per_peer, limits.requests_per_second),
             .memory = MemoryBudget(memory_of(limits)),
             .spool = Spool(std::move(spool),
                            {.total = limits.spool_bytes, .per_caller = limits.spool_bytes / shares}),
             .pending = PendingHandshakes(limits.handshakes, limits.handshakes_per_address),
             .connections = Connections(limits.connections, limits.connections_per_address),
             .management_connections =
                 Connections(max_management_connections, max_management_connections, WhenFull::replace_idle)},
      threads_(2,
               static_cast<int>(limits.connections + limits.handshakes + 2 * max_management_connections) +
                   spare_threads, // of management's, as many end as were replaced
               60, stack_bytes) {
    state_.management = management_routes(state_);
    std::signal(SIGPIPE, SIG_IGN); // a client that goes away is a failed write, not the end of the program
}

diag::Result<std::unique_ptr<Server>> Server::open(const Settings& settings, std::vector<Route> routes,
                                                   ServerCallbacks callbacks, runtime::Log& log) {
    std::unique_ptr<Server> out(new Server(settings.limits, settings.spool, settings.proxied_header,
                                           std::move(routes), std::move(callbacks), log));
    TRY_VOID(out->open_listeners(settings));
    return out;
}

diag::Result<void> Server::open_listeners(const Settings& settings) {
    const std::string& base = settings.base;
    TRY_VOID(listen({.kind = ListenerKind::management, .address = settings.management}));
    TRY_VOID(listen_tls({.kind = ListenerKind::tls, .address = settings.listen, .base = base},
                        settings.credentials, tls::MinVersion::tls13));
    if (settings.listen_tls12) {
        TRY_VOID(listen_tls({.kind = ListenerKind::tls12, .address = *settings.listen_tls12, .base = base},
                            settings.credentials, tls::MinVersion::tls12));
    }
    if (settings.listen_plain) {
        TRY_VOID(listen({.kind = ListenerKind::plain, .address = *settings.listen_plain, .base = base}));
    }
    if (settings.listen_proxied) {
        TRY_VOID(listen({.kind = ListenerKind::proxied, .address = *settings.listen_proxied, .base = base}));
    }
    if (!settings.proxied_socket.empty()) {
        ListenerSettings file; // an aggregate without an address makes gcc 12 warn of its host
        file.kind = ListenerKind::proxied;
        file.socket = settings.proxied_socket;
        file.group = settings.proxied_group;
        file.base = base;
        TRY_VOID(listen(std::move(file)));
    }
    return {};
}

diag::Result<void> Server::listen_tls(ListenerSettings at, const tls::Credentials& credentials,
                                      tls::MinVersion min_version) {
    TRY(std::unique_ptr<ReloadableTlsContext> kind, ReloadableTlsContext::open(credentials, min_version));
    tls_.push_back(std::move(kind));
    return listen(std::move(at));
}

diag::Result<void> Server::listen(ListenerSettings at) {
    const bool speaks_tls = at.kind == ListenerKind::tls || at.kind == ListenerKind::tls12;
    TRY(std::unique_ptr<Listener> listener,
        Listener::open(at, state_, speaks_tls ? tls_.back().get() : nullptr, threads_));
    const std::string where =
        at.socket.empty() ? to_text(Address{at.address.host, listener->port()}) : at.socket;
    state_.log.event("listening", {{"listener", to_text(at.kind)}, {"address", where}});
    listeners_.push_back(std::move(listener));
    return {};
}

std::uint16_t Server::port(ListenerKind kind) const {
    for (const std::unique_ptr<Listener>& listener : listeners_) {
        if (listener->kind() == kind && listener->port() != 0) {
            return listener->port();
        }
    }
    return 0;
}

diag::Result<void> Server::reload_tls_files(ReloadableTlsContext::Reload when) {
    for (const std::unique_ptr<ReloadableTlsContext>& kind : tls_) {
        TRY_VOID(kind->refresh(when));
    }
    return {};
}

diag::Result<void> Server::write_summaries(std::vector<RefusalThrottle::Summary> summaries) {
    while (!summaries.empty()) {
        const RefusalThrottle::Summary& summary = summaries.back();
        const audit::Event event{.at = state_.callbacks.clock->now(),
                                 .action = audit::Action::execute,
                                 .interaction = "connect",
                                 .outcome = audit::Outcome::minor,
                                 .reason = std::string(summary.reason),
                                 .address = summary.address,
                                 .times = summary.times};
        if (diag::Result<void> written = state_.callbacks.record(event); !written) {
            std::ranges::for_each(
                summaries, [this](const RefusalThrottle::Summary& left) { state_.refusals.put_back(left); });
            return written;
        }
        summaries.pop_back();
    }
    return {};
}

void Server::log_failed_handshakes(const std::vector<RefusalThrottle::Summary>& summaries) {
    for (const RefusalThrottle::Summary& summary : summaries) {
        state_.log.event("handshakes-failed", {{"address", summary.address},
                                               {"why", net::problem_code(summary.reason)},
                                               {"times", std::to_string(summary.times)}});
    }
}

diag::Result<void> Server::report_refusals() {
    const auto now = std::chrono::steady_clock::now();
    log_failed_handshakes(state_.handshakes.finished(now));
    return write_summaries(state_.refusals.finished(now));
}

void Server::stop(std::chrono::milliseconds grace_period) {
    if (state_.stopping.exchange(true)) {
        return;
    }
    for (const std::unique_ptr<Listener>& listener : listeners_) {
        if (listener->kind() != ListenerKind::management) {
            listener->stop();
        }
    }
    state_.pending.close_all();
    state_.connections.close_idle();
    const bool all_finished = state_.connections.wait_until_empty(grace_period);
    state_.connections.close_all();
    state_.connections.wait_until_empty(cut_grace_period);
    for (const std::unique_ptr<Listener>& listener : listeners_) {
        listener->stop();
    }
    state_.management_connections.close_all();
    threads_.joinAll();
    log_failed_handshakes(state_.handshakes.all());
    if (!write_summaries(state_.refusals.all())) {
        state_.log.event("refusals-suppressed", {});
    }
    state_.log.event("stopped", {{"requests", all_finished ? "finished" : "cut"}});
}

Server::~Server() { // stops within a second
    stop(std::chrono::seconds(1));
}

} // namespace renkei::http
