#include "gateway/server/routes.h"

#include <initializer_list>

namespace renkei::server {

std::span<const Route> routes() {
    static const std::vector<Route> all = [] { // joined once, because each room keeps its own table
        std::vector<Route> out;
        for (const std::span<const Route> room : {document_routes(), mailbox_routes(), fhir_routes()}) {
            out.insert(out.end(), room.begin(), room.end());
        }
        return out;
    }();
    return all;
}

std::vector<http::Route> bound(std::span<const Route> routes, Gateway& gateway) {
    std::vector<http::Route> out;
    for (const Route& route : routes) {
        const auto handle = [&gateway, call = route.handle](const Request& request, Parts parts) { return call(gateway, request, parts); };
        out.push_back({.method = route.method, .pattern = route.pattern, .name = route.name, .handle = handle, .open = route.open});
    }
    return out;
}

} // namespace renkei::server
