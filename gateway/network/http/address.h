// Addresses to listen on, as people write them: "127.0.0.1:8443", "[::1]:8443", "localhost:0".
#pragma once

#include "gateway/network/http/settings.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::http {

std::optional<Address> parse_address(std::string_view text); // nothing: it is not HOST:PORT
std::string to_text(const Address& address);
bool is_wildcard(const Address& address); // all addresses of this machine: 0.0.0.0, [::]
bool is_loopback(const Address& address); // only this machine can reach it

// True if a network interface of this machine has the address, or it is a wildcard. False for a name that is
// not found.
bool is_of_this_machine(const Address& address);

// Compares the hosts that the names resolve to on this machine now; a wildcard has every host.
bool share_a_host(const Address& one, const Address& other);

// Whose connections are counted together: an IPv4 address, or the /64 that an IPv6 address is of, since one
// customer has a whole one. "2001:db8::1" -> "2001:db8::/64".
std::string caller_network(const std::string& address);

} // namespace renkei::http
