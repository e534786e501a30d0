#include "gateway/http/listener.h"

#include "gateway/http/address.h"
#include "gateway/http/conversation.h"
#include "gateway/http/reply.h"

#include <Poco/Runnable.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <grp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <typeinfo>

namespace renkei::http {
namespace {

using diag::Message;
using Poco::Net::SocketAddress;

constexpr int backlog = 512; // connections that the kernel keeps until they are taken in
constexpr std::chrono::milliseconds pause_without_descriptors{50};

class Served final : public Poco::Runnable {
public:
    Served(std::unique_ptr<Connections::Seat> seat, Front& front, Door door, const std::string& base, const TlsDoor* tls)
        : seat_(std::move(seat)), front_(front), door_(door), base_(base), tls_(tls) {}

    void run() override {
        const std::unique_ptr<Served> self(this); // a pool does not own what it runs
        try {                                     // the boundary of this thread
            const Poco::Net::Context::Ptr context = tls_ == nullptr ? Poco::Net::Context::Ptr() : tls_->context();
            Conversation(front_, door_, base_, *seat_, context ? context->sslContext() : nullptr).run();
        } catch (const std::exception& thrown) {
            front_.log.event("connection-fault", {{"door", to_text(door_)}, {"what", typeid(thrown).name()}});
        }
    }

private:
    std::unique_ptr<Connections::Seat> seat_;
    Front& front_;
    Door door_;
    const std::string& base_; // the listener's
    const TlsDoor* tls_;
};

std::string printed(const sockaddr_storage& address, socklen_t size) {
    const auto* const plain = reinterpret_cast<const sockaddr*>(&address);
    return plain->sa_family == AF_UNIX ? "unix" : SocketAddress(plain, size).host().toString();
}

bool must_be_loopback(Door door) {
    return door == Door::plain || door == Door::proxied;
}

std::string printed(const ListenAt& at) {
    return at.socket.empty() ? to_text(at.address) : at.socket;
}

// A socket file that a program left behind that did not end in order.
void remove_old(const std::filesystem::path& file) {
    std::error_code none;
    if (std::filesystem::is_socket(file, none)) {
        std::filesystem::remove(file, none);
    }
}

// False: errno says why. Nobody can connect before listen().
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
    return ::chown(file.c_str(), static_cast<uid_t>(-1), found->gr_gid) == 0 && ::chmod(file.c_str(), 0660) == 0;
}

diag::Result<void> bind_file(Poco::Net::ServerSocket& socket, const ListenAt& at) {
    remove_old(at.socket);
    socket.bind(SocketAddress(SocketAddress::UNIX_LOCAL, at.socket), false);
    if (!hand_over(at.socket, at.group)) {
        return diag::fail(Message::cannot_listen, {}, {at.socket, fmt::format("{}{}", at.group.empty() ? "" : at.group + ": ", std::strerror(errno))});
    }
    return {};
}

// Poco's own words name the address, too.
std::string why(const Poco::Exception& thrown) {
    return thrown.code() == 0 ? thrown.message() : std::strerror(thrown.code());
}

diag::Result<Poco::Net::ServerSocket> listen(const ListenAt& at) {
    try { // Poco's errors end here
        Poco::Net::ServerSocket socket;
        if (!at.socket.empty()) {
            TRY_VOID(bind_file(socket, at));
        } else {
            const SocketAddress address(at.address.host, at.address.port);
            if (must_be_loopback(at.door) && !address.host().isLoopback()) {
                return diag::fail(Message::plain_not_loopback, {}, {std::string(to_text(at.door)), at.address.host});
            }
            socket.bind(address, true, false); // after a restart at once, but never beside another program
        }
        socket.listen(backlog);
        return socket;
    } catch (const Poco::Exception& thrown) {
        return diag::fail(Message::cannot_listen, {}, {printed(at), why(thrown)});
    }
}

} // namespace

diag::Result<std::unique_ptr<Listener>> Listener::open(ListenAt at, Front& front, const TlsDoor* tls, Poco::ThreadPool& threads) {
    TRY(Poco::Net::ServerSocket socket, listen(at));
    return std::unique_ptr<Listener>(new Listener(std::move(at), std::move(socket), front, tls, threads));
}

Listener::Listener(ListenAt at, Poco::Net::ServerSocket socket, Front& front, const TlsDoor* tls, Poco::ThreadPool& threads)
    : at_(std::move(at)), socket_(std::move(socket)), front_(front), tls_(tls), threads_(threads) {
    port_ = at_.socket.empty() ? socket_.address().port() : 0;
    if (at_.base.empty()) {
        at_.base = (tls == nullptr ? "http://" : "https://") + to_text(Address{at_.address.host, port_});
    }
    thread_ = std::jthread([this] { take_in(); });
}

void Listener::take_in() {
    while (!stopping_) {
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        base::Descriptor socket(::accept4(socket_.impl()->sockfd(), reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.ok()) {
            seat(std::move(socket), printed(from, size));
        } else if (!stopping_ && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) {
            front_.metrics.connection(to_text(at_.door), "no-descriptor");
            std::this_thread::sleep_for(pause_without_descriptors);
        }
    }
}

// To a door without TLS one write can say it. A handshake for everybody whom there is no seat for would be what the seats are to keep away:
// at doors with TLS the connection is closed, and the client tries again as it does with any connection that fails.
void Listener::say_busy(int socket) const {
    const Reply said = reply(refuse({}, 503, diag::finding(Message::server_busy, {}, {"5"})).with("Retry-After", "5"), {.method = "GET", .ends = true, .now = front_.house.clock->now()});
    const std::string text = said.head + said.body;
    (void)::send(socket, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL); // whoever does not read it meets a closed connection
    ::shutdown(socket, SHUT_WR);
    char unread[4096]; // else the kernel throws away our answer with what we did not read
    (void)::recv(socket, unread, sizeof unread, MSG_DONTWAIT);
}

void Listener::seat(base::Descriptor socket, const std::string& address) {
    const int one = 1; // an answer goes out when it is ready
    ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    std::unique_ptr<Connections::Seat> seat =
        front_.seats(at_.door).admit(socket, address, at_.door == Door::proxied ? Count::in_all : Count::by_address_too);
    if (!seat) {
        front_.metrics.connection(to_text(at_.door), "no-seat");
        if (tls_ == nullptr) {
            say_busy(socket.number());
        }
        return;
    }
    try { // the pool's errors, the system's if it gives no thread
        auto served = std::make_unique<Served>(std::move(seat), front_, at_.door, at_.base, tls_);
        threads_.start(*served);
        static_cast<void>(served.release()); // frees itself
    } catch (const std::exception&) {
        front_.metrics.connection(to_text(at_.door), "no-thread");
    }
}

void Listener::stop() {
    if (stopping_.exchange(true)) {
        return;
    }
    ::shutdown(socket_.impl()->sockfd(), SHUT_RDWR); // wakes the thread that accepts
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
