#include "gateway/network/client/http_url.h"

#include <algorithm>
#include <charconv>

namespace renkei::client {
namespace {

constexpr std::uint16_t https_port = 443;
constexpr std::uint16_t http_port = 80;

bool is_this_machine(std::string_view host) {
    return host == "127.0.0.1" || host == "::1" || host == "localhost";
}

// Host and port of "host:port" or "[address]:port".
bool read_authority(std::string_view text, Endpoint& endpoint) {
    if (text.find('@') != std::string_view::npos) {
        return false; // names and passwords do not belong in an address
    }
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) {
            return false;
        }
        endpoint.host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else {
        const std::size_t colon = text.find(':');
        endpoint.host = text.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
    }
    if (port.empty()) {
        endpoint.port = endpoint.secure ? https_port : http_port;
    } else if (port.front() != ':' ||
               std::from_chars(port.data() + 1, port.data() + port.size(), endpoint.port).ptr !=
                   port.data() + port.size()) {
        return false;
    }
    return !endpoint.host.empty() && endpoint.port != 0;
}

// Whether the text has only what may stand in a request line: visible ASCII, and nothing that no URL has.
bool is_clean(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return c > ' ' && c <= '~' && std::string_view("\"<>\\#").find(c) == std::string_view::npos;
    });
}

std::string host_of(const Endpoint& endpoint) {
    const bool is_v6 = endpoint.host.find(':') != std::string::npos;
    return is_v6 ? "[" + endpoint.host + "]" : endpoint.host;
}

} // namespace

std::string host_field(const Endpoint& endpoint) {
    std::string out = host_of(endpoint);
    if (endpoint.port != (endpoint.secure ? https_port : http_port)) {
        out += ":" + std::to_string(endpoint.port);
    }
    return out;
}

std::optional<HttpUrl> parse_http_url(std::string_view url) {
    constexpr std::string_view https = "https://";
    constexpr std::string_view http = "http://";
    HttpUrl out;
    out.endpoint.secure = url.starts_with(https);
    if (!out.endpoint.secure && !url.starts_with(http)) {
        return std::nullopt;
    }
    const std::string_view rest = url.substr(out.endpoint.secure ? https.size() : http.size());
    const std::size_t slash = rest.find('/');
    if (!is_clean(rest) || !read_authority(rest.substr(0, slash), out.endpoint)) {
        return std::nullopt;
    }
    if (!out.endpoint.secure && !is_this_machine(out.endpoint.host)) {
        return std::nullopt;
    }
    if (slash != std::string_view::npos) {
        out.path = rest.substr(slash);
        while (out.path.ends_with('/')) {
            out.path.pop_back();
        }
    }
    return out;
}

std::string to_text(const Endpoint& endpoint) {
    return host_of(endpoint) + ":" + std::to_string(endpoint.port);
}

} // namespace renkei::client
