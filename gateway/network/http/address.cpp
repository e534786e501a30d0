#include "gateway/network/http/address.h"

#include "gateway/core/base/file_descriptor.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <set>

namespace renkei::http {
namespace {

constexpr std::string_view host_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
constexpr std::string_view ipv6_letters = "0123456789abcdefABCDEF:.";

bool is_host(std::string_view text) {
    return !text.empty() && text.find_first_not_of(host_letters) == std::string_view::npos;
}
bool is_ipv6(std::string_view text) {
    return text.find(':') != std::string_view::npos &&
           text.find_first_not_of(ipv6_letters) == std::string_view::npos;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || problem != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return port;
}

using Host = std::array<unsigned char, sizeof(in6_addr)>; // an IPv4 address as IPv6 has it: ::ffff:127.0.0.1

Host host_of(const sockaddr& address) {
    Host out{};
    if (address.sa_family == AF_INET6) {
        std::memcpy(out.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, out.size());
        return out;
    }
    constexpr std::size_t mapped = 10; // bytes before ffff and the address
    out[mapped] = out[mapped + 1] = 0xff;
    std::memcpy(out.data() + mapped + 2, &reinterpret_cast<const sockaddr_in&>(address).sin_addr,
                sizeof(in_addr));
    return out;
}

// None: the name is not found.
std::set<Host> hosts_of(const Address& address) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    std::set<Host> out;
    if (::getaddrinfo(address.host.c_str(), nullptr, &wanted, &found) == 0) {
        for (const addrinfo* it = found; it != nullptr; it = it->ai_next) {
            out.insert(host_of(*it->ai_addr));
        }
        ::freeaddrinfo(found);
    }
    return out;
}

// True unless the address is not of this machine: binds any free port for a moment. Other errors show when
// the gateway listens.
bool can_bind(const addrinfo& address) {
    const base::FileDescriptor socket(::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC, 0));
    return socket.ok() &&
           (::bind(socket.number(), address.ai_addr, address.ai_addrlen) == 0 || errno != EADDRNOTAVAIL);
}

} // namespace

std::optional<Address> parse_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view host = text.substr(0, colon);
    const std::optional<std::uint16_t> port = parse_port(text.substr(colon + 1));
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) {
        host = host.substr(1, host.size() - 2);
    }
    if (!port || !(bracketed ? is_ipv6(host) : is_host(host))) {
        return std::nullopt;
    }
    return Address{.host = std::string(host), .port = *port};
}

std::string to_text(const Address& address) {
    const bool ipv6 = address.host.find(':') != std::string::npos;
    return (ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

bool is_wildcard(const Address& address) {
    in_addr four{};
    in6_addr six{};
    return (::inet_pton(AF_INET, address.host.c_str(), &four) == 1 && four.s_addr == INADDR_ANY) ||
           (::inet_pton(AF_INET6, address.host.c_str(), &six) == 1 && IN6_IS_ADDR_UNSPECIFIED(&six));
}

bool is_of_this_machine(const Address& address) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    if (::getaddrinfo(address.host.c_str(), "0", &wanted, &found) != 0) {
        return false;
    }
    bool is_here = false;
    for (const addrinfo* it = found; it != nullptr && !is_here; it = it->ai_next) {
        is_here = can_bind(*it);
    }
    ::freeaddrinfo(found);
    return is_here;
}

bool share_a_host(const Address& one, const Address& other) {
    if (one.host == other.host || is_wildcard(one) || is_wildcard(other)) {
        return true;
    }
    const std::set<Host> hosts = hosts_of(one);
    return std::ranges::any_of(hosts_of(other), [&](const Host& host) { return hosts.contains(host); });
}

std::string caller_network(const std::string& address) {
    in6_addr six{};
    const std::string bare = address.substr(0, address.find('%')); // without the interface
    if (::inet_pton(AF_INET6, bare.c_str(), &six) != 1 || IN6_IS_ADDR_V4MAPPED(&six)) {
        return address;
    }
    constexpr std::array<std::uint8_t, 12> nat64{0x00, 0x64, 0xff, 0x9b}; // RFC 6052: all of IPv4 behind it
    if (std::memcmp(six.s6_addr, nat64.data(), nat64.size()) == 0) {
        return address;
    }
    constexpr std::size_t of_network = 8; // bytes
    std::memset(six.s6_addr + of_network, 0, sizeof six.s6_addr - of_network);
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET6, &six, text.data(), text.size());
    return fmt::format("{}/64", text.data());
}

bool is_loopback(const Address& address) {
    const bool is_name = address.host.find_first_not_of("0123456789.") != std::string::npos;
    return address.host == "localhost" || address.host == "::1" ||
           (!is_name && address.host.starts_with("127."));
}

} // namespace renkei::http
