#include "gateway/http/server.h"

#include "gateway/http/address.h"
#include "gateway/http/management.h"
#include "gateway/http/stream.h"

#include <algorithm>
#include <csignal>

namespace renkei::http {
namespace {

constexpr int stack_bytes = 2 << 20; // of a connection's thread: address space; memory is taken as deep as it is used
constexpr int spare_threads = 4;
constexpr std::uint64_t share_of_a_caller = 4; // a quarter
constexpr std::chrono::seconds cut_patience{5}; // for threads to notice that their socket was cut

MemoryBudget::Limits memory_of(const Limits& limits) {
    const std::uint64_t in_all = limits.memory_bytes == 0 ? default_memory_bytes() : limits.memory_bytes;
    const std::uint64_t per_caller = limits.memory_per_peer_bytes == 0 ? in_all / share_of_a_caller : limits.memory_per_peer_bytes;
    return {.in_all = in_all, .per_caller = std::min(per_caller, in_all)};
}

} // namespace

Server::Server(const Limits& limits, std::filesystem::path spool, std::string proxied_header, std::vector<Route> routes, House house, Log& log)
    : front_{.house = std::move(house),
             .routes = std::move(routes),
             .limits = limits,
             .proxied_header = std::move(proxied_header),
             .log = log,
             .peers = PeerLimits(limits.connections_per_peer, limits.requests_per_second),
             .memory = MemoryBudget(memory_of(limits)),
             .spool = Spool(std::move(spool), {.in_all = limits.spool_bytes, .per_caller = limits.spool_bytes / share_of_a_caller}),
             .pending = PendingHandshakes(limits.handshakes, limits.handshakes_per_address),
             .connections = Connections(limits.connections, limits.connections_per_address),
             .managers = Connections(most_managers, most_managers)}
    , threads_(2, static_cast<int>(limits.connections + limits.handshakes + most_managers) + spare_threads, 60, stack_bytes) {
    front_.management = management_routes(front_);
    std::signal(SIGPIPE, SIG_IGN); // a client that goes away is a failed write, not the end of the program
}

diag::Result<std::unique_ptr<Server>> Server::open(const Settings& settings, std::vector<Route> routes, House house, Log& log) {
    std::unique_ptr<Server> out(new Server(settings.limits, settings.spool, settings.proxied_header, std::move(routes), std::move(house), log));
    TRY_VOID(out->open_doors(settings));
    return out;
}

diag::Result<void> Server::open_doors(const Settings& settings) {
    const std::string& base = settings.base;
    TRY_VOID(listen({.door = Door::management, .address = settings.management}));
    TRY_VOID(listen_tls({.door = Door::tls, .address = settings.listen, .base = base}, settings.own, tls::Oldest::tls13));
    if (settings.listen_tls12) {
        TRY_VOID(listen_tls({.door = Door::tls12, .address = *settings.listen_tls12, .base = base}, settings.own, tls::Oldest::tls12));
    }
    if (settings.listen_plain) {
        TRY_VOID(listen({.door = Door::plain, .address = *settings.listen_plain, .base = base}));
    }
    if (settings.listen_proxied) {
        TRY_VOID(listen({.door = Door::proxied, .address = *settings.listen_proxied, .base = base}));
    }
    if (!settings.proxied_socket.empty()) {
        TRY_VOID(listen({.door = Door::proxied, .socket = settings.proxied_socket, .group = settings.proxied_group, .base = base}));
    }
    return {};
}

diag::Result<void> Server::listen_tls(ListenAt at, const tls::Own& own, tls::Oldest oldest) {
    TRY(std::unique_ptr<TlsDoor> door, TlsDoor::open(own, oldest));
    tls_.push_back(std::move(door));
    return listen(std::move(at));
}

diag::Result<void> Server::listen(ListenAt at) {
    const bool speaks_tls = at.door == Door::tls || at.door == Door::tls12;
    TRY(std::unique_ptr<Listener> listener, Listener::open(at, front_, speaks_tls ? tls_.back().get() : nullptr, threads_));
    const std::string where = at.socket.empty() ? to_text(Address{at.address.host, listener->port()}) : at.socket;
    front_.log.event("listening", {{"door", to_text(at.door)}, {"address", where}});
    listeners_.push_back(std::move(listener));
    return {};
}

std::uint16_t Server::port(Door door) const {
    for (const std::unique_ptr<Listener>& listener : listeners_) {
        if (listener->door() == door && listener->port() != 0) {
            return listener->port();
        }
    }
    return 0;
}

diag::Result<void> Server::tidy(TlsDoor::When when) {
    for (const std::unique_ptr<TlsDoor>& door : tls_) {
        TRY_VOID(door->refresh(when));
    }
    return {};
}

diag::Result<void> Server::tell(std::vector<Refusals::Sum> sums) {
    while (!sums.empty()) {
        const Refusals::Sum& sum = sums.back();
        const audit::Event event{.at = front_.house.clock->now(),
                                 .action = audit::Action::execute,
                                 .interaction = "connect",
                                 .outcome = audit::Outcome::minor,
                                 .reason = std::string(sum.reason),
                                 .address = sum.address,
                                 .times = sum.times};
        if (diag::Result<void> written = front_.house.record(event); !written) {
            std::ranges::for_each(sums, [this](const Refusals::Sum& left) { front_.refusals.put_back(left); });
            return written;
        }
        sums.pop_back();
    }
    return {};
}

void Server::log_handshakes(const std::vector<Refusals::Sum>& sums) {
    for (const Refusals::Sum& sum : sums) {
        front_.log.event("no-handshakes", {{"address", sum.address}, {"why", problem_code(sum.reason)}, {"times", std::to_string(sum.times)}});
    }
}

diag::Result<void> Server::tell_refusals() {
    const auto now = std::chrono::steady_clock::now();
    log_handshakes(front_.handshakes.over(now));
    return tell(front_.refusals.over(now));
}

void Server::stop(std::chrono::milliseconds patience) {
    if (front_.stopping.exchange(true)) {
        return;
    }
    for (const std::unique_ptr<Listener>& listener : listeners_) {
        if (listener->door() != Door::management) {
            listener->stop();
        }
    }
    front_.pending.close_all();
    front_.connections.close_waiting();
    const bool all_finished = front_.connections.wait_until_empty(patience);
    front_.connections.close_all();
    front_.connections.wait_until_empty(cut_patience);
    for (const std::unique_ptr<Listener>& listener : listeners_) {
        listener->stop();
    }
    front_.managers.close_all();
    threads_.joinAll();
    log_handshakes(front_.handshakes.all());
    if (!tell(front_.refusals.all())) {
        front_.log.event("refusals-not-told", {});
    }
    front_.log.event("stopped", {{"requests", all_finished ? "finished" : "cut"}});
}

Server::~Server() { // stops, with a second's patience
    stop(std::chrono::seconds(1));
}

} // namespace renkei::http
