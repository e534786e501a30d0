#include "gateway/network/http/route.h"

#include "gateway/core/text/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace renkei::http {
namespace {

using text::next_part;

struct Fit {
    // by segment: '1' named, '0' a placeholder; compared as text, so the first difference counts
    std::string literal{};
    std::vector<std::string> parts{};
};

bool is_placeholder(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

constexpr std::string_view search_segment = "_search";

// "_search", "$validate": nothing that is called by a placeholder begins so, and it is no id that only
// happens to be unknown.
bool is_word_of_ours(std::string_view part) { return part.starts_with('_') || part.starts_with('$'); }

bool takes(std::string_view segment, std::string_view part) {
    return is_placeholder(segment) ? !part.empty() && !is_word_of_ours(part) : part == segment;
}

std::optional<Fit> fit(std::string_view pattern, const std::vector<std::string>& path) {
    Fit out;
    std::size_t at = 0;
    for (std::string_view rest = pattern.substr(1); !rest.empty(); ++at) {
        const std::string_view segment = next_part(rest, '/');
        if (at == path.size() || !takes(segment, path[at])) {
            return std::nullopt;
        }
        out.literal += is_placeholder(segment) ? '0' : '1';
        if (is_placeholder(segment)) {
            out.parts.push_back(path[at]);
        }
    }
    // a slash at the end counts only where the pattern has it
    if (pattern.ends_with('/') && at < path.size() && path[at].empty()) {
        out.literal += '1';
        ++at;
    }
    return at == path.size() ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

RouteMatch match_route(std::span<const Route> routes, const Request& request) {
    const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
    RouteMatch out;
    std::string best;
    for (const Route& route : routes) {
        std::optional<Fit> found = fit(route.pattern, request.path);
        if (!found) {
            continue;
        }
        if (!route.is_refusal) {
            out.allowed.push_back(route.method);
        }
        if (route.method != method) {
            continue;
        }
        if (out.route == nullptr || found->literal > best) {
            out.route = &route;
            best = std::move(found->literal);
            out.parts = std::move(found->parts);
        }
    }
    if (std::ranges::find(out.allowed, "GET") != out.allowed.end()) {
        out.allowed.push_back("HEAD");
    }
    std::ranges::sort(out.allowed);
    out.allowed.erase(std::ranges::unique(out.allowed).begin(), out.allowed.end());
    return out;
}

Response handled(const RouteMatch& match, const Request& request) {
    constexpr int not_allowed = 405;
    Response out = match.route->handle(request, match.parts);
    return out.status == not_allowed ? out.with("Allow", allow_field(match)) : out;
}

std::string allow_field(const RouteMatch& match) { return fmt::format("{}", fmt::join(match.allowed, ", ")); }

std::string offered_methods(std::span<const Route> routes, const Request& request, const RouteMatch& found) {
    std::string out = allow_field(found);
    const bool is_by_get = request.method == "GET" || request.method == "HEAD";
    if (!is_by_get || request.path.empty() || request.path.back() != search_segment) {
        return out;
    }
    Request beside{.method = request.method, .path = request.path};
    beside.path.pop_back();
    const Route* const by_get = match_route(routes, beside).route;
    return by_get == nullptr ? out : fmt::format("{}; GET {}?…", out, by_get->pattern);
}

std::string patterns_of(std::span<const Route> routes) {
    std::string out;
    for (const Route& route : routes) {
        out.append(out.empty() ? "" : ", ").append(route.pattern);
    }
    return out;
}

} // namespace renkei::http
