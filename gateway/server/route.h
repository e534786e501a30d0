// The table of routes. It drives everything that must agree: dispatch, metrics, CapabilityStatement, OpenAPI.
#pragma once

#include "gateway/server/request.h"

#include <functional>
#include <span>

namespace renkei::server {

class Gateway; // what handlers work with: gateway.h

struct Route {
    std::string_view method;
    std::string_view pattern;      // "/documents/{id}/versions/{number}"
    std::string_view name;         // for metrics and logs: "document-read"
    std::string_view summary;      // for OpenAPI
    std::string_view resource{};   // FHIR type it belongs to, or empty
    std::string_view interaction{};// "read", "search-type", "create", "transaction", "$validate" …
    Answer (*handle)(Gateway&, const Request&, std::span<const std::string> parts); // parts: what stands at {…}
    bool open = false;             // answered without a certificate, too, where there can be none: on the plain loopback listener
};

std::span<const Route> routes();

struct Match {
    const Route* route = nullptr;    // null: none
    std::vector<std::string> parts{};
    std::vector<std::string_view> allowed{}; // methods of this path if only the method was wrong (405)
};
// Of the routes with this method (HEAD is answered by GET's) the one whose pattern names more of the path's beginning by itself:
// "/documents" wins over "/{type}".
Match match(std::span<const Route> routes, const Request& request);

} // namespace renkei::server
