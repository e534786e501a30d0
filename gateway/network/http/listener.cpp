#include "gateway/network/http/listener.h"

#include "gateway/network/http/address.h"
#include "gateway/network/http/http_connection.h"
#include "gateway/network/http/response_serializer.h"
#include "gateway/network/tls/refused_certificate.h"
#include "generated/messages/server.h"

#include <Poco/Runnable.h>
#include <fmt/format.h>
#include <grp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <ranges>
#include <typeinfo>

namespace renkei::http {
namespace {

using Poco::Net::SocketAddress;

constexpr int backlog = 512; // connections that the kernel keeps until they are taken in
constexpr std::chrono::milliseconds pause_without_descriptors{50};

constexpr std::string_view end_names[] = {"closed", "closed", "late", "failed"}; // by Io

void log_failed_handshake(ServerState& state, ListenerKind kind, const PendingHandshakes::Entry& entry, Io io,
                          const tls::RefusedCertificate* refused = nullptr) {
    state.metrics.connection(to_text(kind), entry.is_replaced() ? "replaced" : "handshake-failed");
    const std::string_view how = entry.is_replaced() ? "replaced" : end_names[static_cast<std::size_t>(io)];
    const std::string_view why = io == Io::failed && !entry.is_replaced() ? Stream::problem() : "";
    if (state.handshakes.allows_row(entry.address(), why.empty() ? how : why,
                                    std::chrono::steady_clock::now())) {
        state.log.event("handshake-failed", {{"listener", to_text(kind)},
                                             {"address", entry.address()},
                                             {"how", how},
                                             {"why", net::problem_code(why)},
                                             {"certificate", refused == nullptr ? "" : refused->reason},
                                             {"subject", refused == nullptr ? "" : refused->subject},
                                             {"serial", refused == nullptr ? "" : refused->serial}});
    }
}

// A thread's work on one connection.
class ConnectionTask final : public Poco::Runnable {
public:
    using Pending = std::unique_ptr<PendingHandshakes::Entry>;
    using Slot = std::unique_ptr<Connections::Slot>;
    ConnectionTask(Slot slot, ServerState& state, ListenerKind kind, const std::string& base,
                   const ReloadableTlsContext*)
        : slot_(std::move(slot)),
          state_(state),
          kind_(kind),
          base_(base) {}
    ConnectionTask(Pending pending, ServerState& state, ListenerKind kind, const std::string& base,
                   const ReloadableTlsContext* tls)
        : pending_(std::move(pending)),
          state_(state),
          kind_(kind),
          base_(base),
          tls_(tls) {}

    void run() override {
        const std::unique_ptr<ConnectionTask> self(this); // a pool does not own what it runs
        try {                                             // the boundary of this thread
            serve();
        } catch (const std::exception& thrown) {
            state_.log.event("connection-error",
                             {{"listener", to_text(kind_)}, {"what", typeid(thrown).name()}});
        }
    }

private:
    void serve() {
        const Poco::Net::Context::Ptr context = tls_ == nullptr ? Poco::Net::Context::Ptr() : tls_->context();
        Stream stream(slot_ ? slot_->socket() : pending_->socket(), context ? context->sslContext() : nullptr,
                      net::Side::server);
        if (pending_ && !finish_handshake(stream)) {
            return;
        }
        if (!slot_) {
            state_.metrics.connection(to_text(kind_), "connection-limit");
            return;
        }
        state_.metrics.connection(to_text(kind_), "served");
        HttpConnection(state_, kind_, base_, *slot_, stream).run();
    }

    // A connection gets a slot, and is counted, only after its handshake.
    bool finish_handshake(Stream& stream) {
        const Io io =
            stream.handshake(pending_->since() + std::chrono::seconds(state_.limits.handshake_seconds),
                             state_.turns.of(caller_network(pending_->address())).get(),
                             [this] { pending_->reached(PendingHandshakes::Stage::hello_answered); });
        if (io != Io::ok || pending_->is_replaced()) {
            log_failed_handshake(state_, kind_, *pending_, io, stream.refused_certificate());
            return false;
        }
        const std::string address = pending_->address();
        const auto since = pending_->since();
        base::FileDescriptor socket = pending_->finish();
        slot_ = state_.connections_of(kind_).admit(socket, address, CountScope::total_and_address, since);
        pending_.reset();
        return true;
    }

    Slot slot_;       // none until the handshake is done
    Pending pending_; // none from then on
    ServerState& state_;
    ListenerKind kind_;
    const std::string& base_; // the listener's
    const ReloadableTlsContext* tls_ = nullptr;
};

std::string printed(const sockaddr_storage& address, socklen_t size) {
    const auto* const plain = reinterpret_cast<const sockaddr*>(&address);
    return plain->sa_family == AF_UNIX ? "unix" : SocketAddress(plain, size).host().toString();
}

bool must_be_loopback(ListenerKind kind) {
    return kind == ListenerKind::plain || kind == ListenerKind::proxied;
}

std::string printed(const ListenerSettings& at) {
    return at.socket.empty() ? to_text(at.address) : at.socket;
}

// A socket file that a program left behind that did not end in order.
void remove_old(const std::filesystem::path& file) {
    std::error_code none;
    if (std::filesystem::is_socket(file, none)) {
        std::filesystem::remove(file, none);
    }
}

// False if it failed; errno has the reason. No client can connect before listen().
bool hand_over(const std::string& file, const std::string& group) {
    if (group.empty()) {
        return ::chmod(file.c_str(), 0600) == 0;
    }
    char names[4096];
    struct group room {};
    struct group* found = nullptr;
    const int error = ::getgrnam_r(group.c_str(), &room, names, sizeof names, &found);
    if (found == nullptr) {
        errno = error == 0 ? ENOENT : error;
        return false;
    }
    return ::chown(file.c_str(), static_cast<uid_t>(-1), found->gr_gid) == 0 &&
           ::chmod(file.c_str(), 0660) == 0;
}

diag::Result<void> bind_file(Poco::Net::ServerSocket& socket, const ListenerSettings& at) {
    remove_old(at.socket);
    socket.bind(SocketAddress(SocketAddress::UNIX_LOCAL, at.socket), false);
    if (!hand_over(at.socket, at.group)) {
        return diag::fail(
            message::cannot_listen, {},
            {at.socket, fmt::format("{}{}", at.group.empty() ? "" : at.group + ": ", std::strerror(errno))});
    }
    return {};
}

// Poco's own words name the address, too.
std::string why(const Poco::Exception& thrown) {
    return thrown.code() == 0 ? thrown.message() : std::strerror(thrown.code());
}

bool has_bytes(int socket) {
    char first = 0;
    return ::recv(socket, &first, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

// False: errno says why.
bool watch(const base::FileDescriptor& events, int descriptor) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
    return ::epoll_ctl(events.number(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

diag::Result<Poco::Net::ServerSocket> listen(const ListenerSettings& at) {
    try { // Poco's errors end here
        Poco::Net::ServerSocket socket;
        if (!at.socket.empty()) {
            TRY_VOID(bind_file(socket, at));
        } else {
            const SocketAddress address(at.address.host, at.address.port);
            if (must_be_loopback(at.kind) && !address.host().isLoopback()) {
                return diag::fail(message::plain_not_loopback, {}, {to_text(at.kind), at.address.host});
            }
            socket.bind(address, true, false); // after a restart at once, but never beside another program
        }
        socket.listen(backlog);
        return socket;
    } catch (const Poco::Exception& thrown) {
        return diag::fail(message::cannot_listen, {}, {printed(at), why(thrown)});
    }
}

} // namespace

diag::Result<std::unique_ptr<Listener>> Listener::open(ListenerSettings at, ServerState& state,
                                                       const ReloadableTlsContext* tls,
                                                       Poco::ThreadPool& threads) {
    TRY(Poco::Net::ServerSocket socket, listen(at));
    socket.setBlocking(false);
    base::FileDescriptor events(::epoll_create1(EPOLL_CLOEXEC));
    base::FileDescriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!watch(events, socket.impl()->sockfd()) || !watch(events, wake.number())) {
        return diag::fail(message::cannot_listen, {}, {printed(at), std::strerror(errno)});
    }
    return std::unique_ptr<Listener>(new Listener(std::move(at), std::move(socket), std::move(events),
                                                  std::move(wake), state, tls, threads));
}

Listener::Listener(ListenerSettings at, Poco::Net::ServerSocket socket, base::FileDescriptor events,
                   base::FileDescriptor wake, ServerState& state, const ReloadableTlsContext* tls,
                   Poco::ThreadPool& threads)
    : at_(std::move(at)),
      socket_(std::move(socket)),
      events_(std::move(events)),
      wake_(std::move(wake)),
      state_(state),
      tls_(tls),
      threads_(threads) {
    port_ = at_.socket.empty() ? socket_.address().port() : 0;
    if (at_.base.empty()) {
        at_.base = (tls == nullptr ? "http://" : "https://") + to_text(Address{at_.address.host, port_});
    }
    thread_ = std::jthread([this] { run(); });
}

void Listener::run() {
    std::array<epoll_event, 64> ready{};
    while (!stopping_) {
        const int count = ::epoll_wait(events_.number(), ready.data(), static_cast<int>(ready.size()),
                                       milliseconds_to_next_deadline());
        for (int i = 0; i < count && !stopping_; ++i) {
            const int which = ready[static_cast<std::size_t>(i)].data.fd;
            if (which == socket_.impl()->sockfd()) {
                accept_all();
            } else if (which != wake_.number()) {
                first_byte(which);
            }
        }
        close_expired();
    }
    silent_.clear();
}

void Listener::accept_all() {
    for (int left = backlog; left > 0 && !stopping_; --left) { // then those that wait get their turn
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        base::FileDescriptor socket(::accept4(socket_.impl()->sockfd(), reinterpret_cast<sockaddr*>(&from),
                                              &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.ok()) {
            const int one = 1; // a response goes out when it is ready
            ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            if (tls_ == nullptr) {
                admit(std::move(socket), printed(from, size));
            } else {
                wait_for_first_byte(std::move(socket), printed(from, size));
            }
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (!stopping_ &&
                   (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) {
            state_.metrics.connection(to_text(at_.kind), "no-descriptor");
            std::this_thread::sleep_for(pause_without_descriptors);
            return;
        }
    }
}

void Listener::wait_for_first_byte(base::FileDescriptor socket, const std::string& address) {
    Pending pending = state_.pending.admit(std::move(socket), address);
    if (!pending) {
        return;
    }
    if (has_bytes(pending->socket())) { // most clients: it counts as silent for no moment
        pending->reached(PendingHandshakes::Stage::begun);
        serve(std::move(pending));
        return;
    }
    if (!watch(events_, pending->socket())) {
        state_.metrics.connection(to_text(at_.kind), "no-descriptor");
        return;
    }
    const int number = pending->socket();
    silent_.insert_or_assign(number, std::move(pending));
}

void Listener::first_byte(int socket) {
    const auto found = silent_.find(socket);
    if (found == silent_.end()) {
        return;
    }
    ::epoll_ctl(events_.number(), EPOLL_CTL_DEL, socket, nullptr);
    Pending pending = std::move(found->second);
    silent_.erase(found);
    if (pending->is_replaced() || !has_bytes(socket)) {
        log_failed_handshake(state_, at_.kind, *pending, Io::closed);
        return;
    }
    pending->reached(PendingHandshakes::Stage::begun);
    serve(std::move(pending));
}

int Listener::milliseconds_to_next_deadline() const {
    if (silent_.empty()) {
        return -1;
    }
    const auto oldest = std::ranges::min(
        silent_ | std::views::transform([](const auto& one) { return one.second->since(); }));
    const auto left =
        oldest + std::chrono::seconds(state_.limits.handshake_seconds) - std::chrono::steady_clock::now();
    return static_cast<int>(
        std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(left).count()));
}

void Listener::close_expired() {
    const auto since =
        std::chrono::steady_clock::now() - std::chrono::seconds(state_.limits.handshake_seconds);
    std::erase_if(silent_, [&](const auto& one) {
        if (one.second->since() > since) {
            return false;
        }
        log_failed_handshake(state_, at_.kind, *one.second, Io::timed_out);
        return true; // closing a socket takes it out of epoll
    });
}

// Without TLS a single write is enough. With TLS a connection for which there is no slot after its handshake
// is closed, and the client tries again as it does with any connection that fails.
void Listener::send_busy_response(int socket) const {
    const SerializedResponse said = serialize_response(
        error_response({}, diag::finding(message::server_busy, {}, {"5"})).with("Retry-After", "5"),
        {.method = "GET", .ends = true, .now = state_.callbacks.clock->now()});
    const std::string text = said.head + said.body;
    // a client that does not read it sees a closed connection
    (void)::send(socket, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(socket, SHUT_WR);
    char unread[4096]; // else the kernel throws away our answer with what we did not read
    (void)::recv(socket, unread, sizeof unread, MSG_DONTWAIT);
}

void Listener::admit(base::FileDescriptor socket, const std::string& address) {
    std::unique_ptr<Connections::Slot> slot = state_.connections_of(at_.kind).admit(
        socket, address,
        at_.kind == ListenerKind::proxied ? CountScope::total : CountScope::total_and_address);
    if (!slot) {
        state_.metrics.connection(to_text(at_.kind), "connection-limit");
        send_busy_response(socket.number());
        return;
    }
    serve(std::move(slot));
}

template <class Of>
void Listener::serve(Of of) {
    try { // the pool's errors, the system's if it gives no thread
        auto task = std::make_unique<ConnectionTask>(std::move(of), state_, at_.kind, at_.base, tls_);
        threads_.start(*task);
        static_cast<void>(task.release()); // frees itself
    } catch (const std::exception&) {
        state_.metrics.connection(to_text(at_.kind), "no-thread");
    }
}

void Listener::stop() {
    if (stopping_.exchange(true)) {
        return;
    }
    const std::uint64_t one = 1;
    (void)!::write(wake_.number(), &one, sizeof one); // an eventfd takes it: nothing was written to it before
    thread_.join();
    socket_.close();
    if (!at_.socket.empty()) {
        remove_old(at_.socket);
    }
}

Listener::~Listener() { // stops
    stop();
}

} // namespace renkei::http
