// Routes: a method, a pattern of paths, and the handler.
#pragma once

#include "gateway/network/http/request.h"

#include <functional>
#include <span>

namespace renkei::http {

using PathParameters = std::span<const std::string>; // what stood at {…} of the pattern

struct Route {
    std::string_view method;
    std::string_view pattern;                                       // "/documents/{id}/versions/{number}"
    std::string_view name;                                          // for metrics and logs: "document-read"
    std::function<Response(const Request&, PathParameters)> handle; // many threads call it
    bool is_public = false;  // also without a certificate, on the plain loopback listener
    bool is_refusal = false; // its handler says why this method is not offered: 405
    // The response after an exception of the handler, once its audit event is recorded; empty: none is due.
    std::function<Response(const Request&, Response)> record_failure{};
};

struct RouteMatch {
    const Route* route = nullptr; // null: none
    std::vector<std::string> parts{};
    std::vector<std::string_view> allowed{}; // methods that this path offers, for Allow
};
// The route with this method (HEAD is answered by GET's) whose pattern names more of the path's beginning
// without placeholders:
// "/documents" wins over "/{type}". A placeholder takes nothing that begins with "_" or "$".
RouteMatch match_route(std::span<const Route> routes, const Request& request);
// The response of the route; a 405 has Allow (RFC 9110 §15.5.6).
Response handled(const RouteMatch& match, const Request& request);

std::string allow_field(const RouteMatch& match); // "GET, HEAD"

// For the message of a 405: "GET, HEAD"; where a search is by POST and GET searches stand beside it, these
// too: "POST; GET /documents?…"
std::string offered_methods(std::span<const Route> routes, const Request& request, const RouteMatch& found);
// "/healthz, /readyz"
std::string patterns_of(std::span<const Route> routes);

} // namespace renkei::http
