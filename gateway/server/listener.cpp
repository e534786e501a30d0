#include "gateway/server/listener.h"

#include "gateway/server/conversation.h"

#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/Net/TCPServerParams.h>

#include <filesystem>
#include <fmt/format.h>
#include <sys/socket.h>
#include <typeinfo>

namespace renkei::server {
namespace {

using diag::Message;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

constexpr int backlog = 512; // connections that the kernel keeps until they are taken in

class Served final : public Poco::Net::TCPServerConnection {
public:
    Served(const StreamSocket& socket, Front& front, Door door, const std::string& base, const TlsDoor* tls)
        : TCPServerConnection(socket), front_(front), door_(door), base_(base), tls_(tls) {}

    void run() override {
        try { // the boundary of this thread
            const Poco::Net::Context::Ptr context = tls_ == nullptr ? Poco::Net::Context::Ptr() : tls_->context();
            socket().setBlocking(false);
            Conversation(front_, door_, base_, socket(), context ? context->sslContext() : nullptr).run();
        } catch (const std::exception& thrown) {
            front_.log.event("connection-fault", {{"door", to_text(door_)}, {"what", typeid(thrown).name()}});
        }
        socket().close(); // here and now, whoever else still holds the object
    }

private:
    Front& front_;
    Door door_;
    const std::string& base_; // the factory's
    const TlsDoor* tls_;
};

class Serving final : public Poco::Net::TCPServerConnectionFactory {
public:
    Serving(Front& front, Door door, std::string base, const TlsDoor* tls) : front_(front), door_(door), base_(std::move(base)), tls_(tls) {}
    Poco::Net::TCPServerConnection* createConnection(const StreamSocket& socket) override {
        return new Served(socket, front_, door_, base_, tls_); // Poco takes ownership
    }

private:
    Front& front_;
    Door door_;
    std::string base_;
    const TlsDoor* tls_;
};

class Seating final : public Poco::Net::TCPServerConnectionFilter {
public:
    Seating(Front& front, Door door) : front_(front), door_(door) {}
    bool accept(const StreamSocket& socket) override {
        const bool seated = front_.seats(door_).admit(socket, door_ != Door::proxied);
        if (!seated) {
            front_.metrics.connection(to_text(door_), "no-seat");
        }
        return seated;
    }

private:
    Front& front_;
    Door door_;
};

bool must_be_loopback(Door door) {
    return door == Door::plain || door == Door::proxied;
}

std::string printed(const ListenAt& at) {
    return at.socket.empty() ? fmt::format("{}:{}", at.address.host, at.address.port) : at.socket;
}

// A socket file that a program left behind that did not end in order.
void remove_old(const std::filesystem::path& file) {
    std::error_code none;
    if (std::filesystem::is_socket(file, none)) {
        std::filesystem::remove(file, none);
    }
}

void bind_file(Poco::Net::ServerSocket& socket, const std::filesystem::path& file) {
    remove_old(file);
    socket.bind(SocketAddress(SocketAddress::UNIX_LOCAL, file.string()), false);
    std::error_code none; // nobody can connect before listen()
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, none);
}

diag::Result<Poco::Net::ServerSocket> listen(const ListenAt& at) {
    try { // Poco's errors end here
        Poco::Net::ServerSocket socket;
        if (!at.socket.empty()) {
            bind_file(socket, at.socket);
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
        return diag::fail(Message::cannot_listen, {}, {printed(at), thrown.displayText()});
    }
}

} // namespace

diag::Result<std::unique_ptr<Listener>> Listener::open(const ListenAt& at, Front& front, const TlsDoor* tls, Poco::ThreadPool& threads) {
    TRY(Poco::Net::ServerSocket socket, listen(at));
    std::unique_ptr<Listener> out(new Listener(at, std::move(socket)));
    out->start(front, tls, threads);
    return out;
}

void Listener::start(Front& front, const TlsDoor* tls, Poco::ThreadPool& threads) {
    port_ = at_.socket.empty() ? socket_.address().port() : 0;
    std::string base = at_.base;
    if (base.empty()) {
        base = fmt::format("{}://{}:{}", tls == nullptr ? "http" : "https", at_.address.host, port_);
    }
    Poco::Net::TCPServerParams::Ptr params(new Poco::Net::TCPServerParams); // the pointer takes ownership
    const int most = static_cast<int>(at_.door == Door::management ? most_managers : front.limits.connections);
    params->setMaxThreads(most); // a thread for every connection: one that waits must not starve one that works
    params->setMaxQueued(most);
    const Poco::Net::TCPServerConnectionFactory::Ptr serving(new Serving(front, at_.door, std::move(base), tls));
    server_ = std::make_unique<Poco::Net::TCPServer>(serving, threads, socket_, params);
    server_->setConnectionFilter(new Seating(front, at_.door)); // Poco takes ownership
    server_->start();
}

void Listener::stop() {
    if (!server_) {
        return;
    }
    ::shutdown(socket_.impl()->sockfd(), SHUT_RDWR); // wakes the thread that accepts, which looks up only four times a second
    server_->stop();
    socket_.close();
    server_.reset();
    if (!at_.socket.empty()) {
        remove_old(at_.socket);
    }
}

Listener::~Listener() { // stops
    stop();
}

} // namespace renkei::server
