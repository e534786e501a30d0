#include "gateway/network/server/routes.h"

#include <initializer_list>
#include <set>

namespace renkei::server {
namespace {

constexpr int of_every_request[] = {400, 401, 403, 429, 500, 503};
constexpr int of_a_body[] = {408, 413, 415};

} // namespace

std::span<const Route> routes() {
    static const std::vector<Route> all = [] { // joined once, because each group has its own table
        std::vector<Route> out;
        for (const std::span<const Route> room :
             {document_routes(), withdrawal_routes(), mailbox_routes(), fhir_routes()}) {
            out.insert(out.end(), room.begin(), room.end());
        }
        return out;
    }();
    return all;
}

std::vector<int> any_status(const Route& route) {
    std::set<int> out(route.statuses.begin(), route.statuses.end());
    out.insert(std::begin(of_every_request), std::end(of_every_request));
    if (route.method == "POST") {
        out.insert(std::begin(of_a_body), std::end(of_a_body));
    }
    return {out.begin(), out.end()};
}

std::vector<http::Route> bound(std::span<const Route> routes, Gateway& gateway) {
    std::vector<http::Route> out;
    for (const Route& route : routes) {
        const auto handle = [&gateway, call = route.handle](const Request& request, PathParameters parts) {
            return call(gateway, request, parts);
        };
        out.push_back({.method = route.method,
                       .pattern = route.pattern,
                       .name = route.name,
                       .handle = handle,
                       .is_public = route.is_public});
    }
    return out;
}

} // namespace renkei::server
