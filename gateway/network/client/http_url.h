// Addresses of servers, and what a server says where its resources are.
#pragma once

#include "gateway/network/client/connection.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::client {

// "https://host:port/path"; plain http for this machine only.
struct HttpUrl {
    Endpoint endpoint{};
    std::string path{}; // without a slash at its end; may be empty
};
std::optional<HttpUrl> parse_http_url(std::string_view url);

// The path of a reference (RFC 3986 §4.1) that a server gave, as in Location: a whole URL of that server or
// an absolute path, below `base`. Nothing: it leads elsewhere, or it is malformed or too long. Such a one
// must not be requested.
std::optional<std::string> path_below(const HttpUrl& base, std::string_view reference);

std::string host_field(const Endpoint& endpoint); // for Host: without the port if it is that of the scheme
std::string to_text(const Endpoint& endpoint);    // "host:port"

} // namespace renkei::client
