#include "gateway/http/address.h"

#include <arpa/inet.h>
#include <charconv>

namespace renkei::http {
namespace {

constexpr std::string_view host_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
constexpr std::string_view ipv6_letters = "0123456789abcdefABCDEF:.";

bool is_host(std::string_view text) { return !text.empty() && text.find_first_not_of(host_letters) == std::string_view::npos; }
bool is_ipv6(std::string_view text) {
    return text.find(':') != std::string_view::npos && text.find_first_not_of(ipv6_letters) == std::string_view::npos;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || problem != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return port;
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

bool is_loopback(const Address& address) {
    const bool is_name = address.host.find_first_not_of("0123456789.") != std::string::npos;
    return address.host == "localhost" || address.host == "::1" || (!is_name && address.host.starts_with("127."));
}

} // namespace renkei::http
