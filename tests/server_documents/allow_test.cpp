// What a path offers, in Allow (RFC 9110 §15.5.6).
#include "gateway/network/http/request_target.h"

#include "tests/server_documents/request_kit.h"
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace renkei::server::allow_test {
namespace {

// A path with every placeholder filled in.
std::vector<std::string> path_of_pattern(std::string_view pattern) {
    std::string target;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] == '{') {
            target += pattern.substr(at).starts_with("{type}") ? "Patient" : "1";
            at = pattern.find('}', at);
        } else {
            target += pattern[at];
        }
    }
    return http::read_target(target)->path;
}

TEST(Allow, of_every_path_is_the_methods_of_its_routes_that_do_something) {
    RequestKit kit;
    const std::vector<http::Route> table = bound(routes(), kit.gateway());
    for (const http::Route& route : table) {
        http::Request request{.method = "OPTIONS", .path = path_of_pattern(route.pattern)};
        const http::RouteMatch found = http::match_route(table, request);
        EXPECT_EQ(found.route, nullptr);
        std::set<std::string_view> offered;
        for (const char* const method : {"DELETE", "GET", "PATCH", "POST", "PUT"}) {
            request.method = method;
            const http::RouteMatch by_method = http::match_route(table, request);
            if (by_method.route != nullptr && !by_method.route->is_refusal) {
                offered.insert(method);
            }
        }
        if (offered.contains("GET")) {
            offered.insert("HEAD");
        }
        EXPECT_EQ(http::allow_field(found), fmt::format("{}", fmt::join(offered, ", "))) << route.pattern;
        EXPECT_FALSE(offered.empty()) << route.pattern;
    }
}

} // namespace
} // namespace renkei::server::allow_test
