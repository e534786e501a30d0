// Addresses of servers.
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

std::string host_field(const Endpoint& endpoint); // for Host: without the port if it is that of the scheme
std::string to_text(const Endpoint& endpoint);    // "host:port"

} // namespace renkei::client
