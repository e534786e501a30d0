#include "tests/store/postgres_proxy.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace renkei::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::string_view socket_name = ".s.PGSQL.5432";

sockaddr_un address_of(const std::filesystem::path& socket) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    std::strncpy(out.sun_path, socket.c_str(), sizeof(out.sun_path) - 1);
    return out;
}

int new_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

bool write_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (written <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::uint32_t length_in(std::string_view bytes) {
    std::uint32_t out = 0;
    for (const char c : bytes.substr(0, 4)) {
        out = out << 8U | static_cast<unsigned char>(c);
    }
    return out;
}

} // namespace

PostgresProxy::PostgresProxy(const std::string& connection) {
    const std::size_t begin = connection.find("host=") + 5;
    const std::size_t end = connection.find(' ', begin);
    server_ = std::filesystem::path(connection.substr(begin, end - begin)) / socket_name;
    connection_ = "host=" + folder_.path().string() + connection.substr(end);
    listener_ = new_socket();
    const sockaddr_un own = address_of(folder_.path() / socket_name);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&own), sizeof(own)), 0);
    EXPECT_EQ(::listen(listener_, SOMAXCONN), 0);
    thread_ = std::thread([this] { work(); });
}

PostgresProxy::~PostgresProxy() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    thread_.join();
    std::ranges::for_each(links_, &close);
    ::close(listener_);
}

// What a client has sent lies in its socket by now, so that it is counted here if it was not yet.
std::uint64_t PostgresProxy::trips() {
    const std::lock_guard lock(mutex_);
    for (Link& each : links_) {
        pollfd client{each.client, POLLIN, 0};
        while (each.client >= 0 && each.held.empty() && ::poll(&client, 1, 0) == 1) {
            if (!take_from_client(each)) {
                close(each);
            }
        }
    }
    return trips_;
}

void PostgresProxy::set_delay(std::chrono::microseconds delay) {
    const std::lock_guard lock(mutex_);
    delay_ = delay;
}

void PostgresProxy::cut() {
    const std::lock_guard lock(mutex_);
    std::ranges::for_each(links_, &close);
}

void PostgresProxy::cut_at(std::string text, Cut when) {
    const std::lock_guard lock(mutex_);
    cut_at_ = std::move(text);
    cut_ = when;
}

void PostgresProxy::work() {
    for (bool stop = false; !stop; std::this_thread::yield()) {
        const std::lock_guard lock(mutex_);
        step(1);
        stop = stop_;
    }
}

void PostgresProxy::step(int timeout) {
    std::vector<pollfd> all{{listener_, POLLIN, 0}};
    links_.remove_if([](const Link& each) { return each.client < 0; });
    for (Link& each : links_) {
        if (!each.held.empty() && Clock::now() >= each.until &&
            !write_all(each.server, std::exchange(each.held, {}))) {
            close(each);
        }
        // a negative one is left out
        all.push_back({each.held.empty() ? each.client : -1, POLLIN, 0});
        all.push_back({each.server, POLLIN, 0});
    }
    const bool is_delayed = std::ranges::any_of(links_, [](const Link& it) { return !it.held.empty(); });
    if (::poll(all.data(), all.size(), is_delayed ? 0 : timeout) <= 0) {
        return;
    }
    std::size_t at = 1;
    for (Link& each : links_) {
        const bool client = all[at++].revents != 0;
        const bool server = all[at++].revents != 0;
        if ((client && !take_from_client(each)) || (server && !take_from_server(each))) {
            close(each);
        }
    }
    if (all.front().revents != 0) {
        accept();
    }
}

void PostgresProxy::accept() {
    Link link{.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC), .server = new_socket()};
    const sockaddr_un there = address_of(server_);
    if (::connect(link.server, reinterpret_cast<const sockaddr*>(&there), sizeof(there)) == 0) {
        links_.push_back(std::move(link));
    } else {
        close(link);
    }
}

bool PostgresProxy::take_from_client(Link& link) {
    std::array<char, 65536> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    const ssize_t size = ::recv(link.client, buffer.data(), buffer.size(), 0);
    if (size <= 0) {
        return false;
    }
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
    const std::uint64_t asked = count(link, bytes);
    trips_ += asked;
    if (!cut_at_.empty() && bytes.find(cut_at_) != std::string_view::npos) {
        cut_at_.clear();
        if (cut_ == Cut::before) {
            return false;
        }
        link.answers_are_lost = true;
    }
    if (delay_.count() != 0 && asked != 0) {
        link.held = bytes;
        link.until = Clock::now() + delay_;
        return true;
    }
    return write_all(link.server, bytes);
}

bool PostgresProxy::take_from_server(Link& link) const {
    std::array<char, 65536> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    const ssize_t size = ::recv(link.server, buffer.data(), buffer.size(), 0);
    return size > 0 && !link.answers_are_lost &&
           write_all(link.client, {buffer.data(), static_cast<std::size_t>(size)});
}

// How many messages of these ask for an answer. The first message has no type.
std::uint64_t PostgresProxy::count(Link& link, std::string_view bytes) const {
    std::uint64_t out = 0;
    link.unread += bytes;
    for (;;) {
        const std::size_t type = link.is_started ? 1 : 0;
        if (link.unread.size() < type + 4) {
            return out;
        }
        const std::size_t length = type + length_in(std::string_view(link.unread).substr(type));
        if (link.unread.size() < length) {
            return out;
        }
        out += link.is_started && (link.unread.front() == 'S' || link.unread.front() == 'Q') ? 1 : 0;
        link.is_started = true;
        link.unread.erase(0, length);
    }
}

void PostgresProxy::close(Link& link) {
    for (int* each : {&link.client, &link.server}) {
        if (*each >= 0) {
            ::close(std::exchange(*each, -1));
        }
    }
}

} // namespace renkei::store
