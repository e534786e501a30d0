#include "tests/server_documents/request_kit.h"

#include "gateway/network/http/request_target.h"
#include "gateway/network/http/said_name.h"
#include "gateway/network/server/html_response.h"

#include "tests/support/documented_status.h"

#include <algorithm>

namespace renkei::server {

RequestKit::RequestKit(const std::vector<policy::Peer>& peers, const std::string& postgres)
    : site({}, peers, postgres),
      gateway_(site.store(), documents::loaded(), documents::Limits{}, 2) {
    documents::must(site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        for (const policy::Peer& peer : peers) {
            TRY_VOID(transaction.put(peer));
        }
        return {};
    }));
    documents::must(gateway_.reload_peers());
}

Response RequestKit::ask(TestRequest asked) {
    auto target = http::read_target(asked.target);
    EXPECT_TRUE(target) << asked.target;
    Request request{.method = asked.method,
                    .path = target->path,
                    .query = target->query,
                    .headers = std::move(asked.headers),
                    .body = std::move(asked.body),
                    .caller = site.caller(asked.peer),
                    .base = "https://gateway.example.jp",
                    .target = asked.target,
                    .canonical = "https://renkei.example.jp/fhir",
                    .refusal_page = refusal_page,
                    .certificate_days = asked.certificate_days};
    request.caller.said_name = http::said_name(request.header("Cookie"));
    if (!request.path.empty() && request.path.back() == "_search") {
        auto form = http::read_pairs(request.body);
        EXPECT_TRUE(form);
        request.query.insert(request.query.end(), form->begin(), form->end());
    }
    const std::vector<http::Route> table = bound(routes_of(gateway_), gateway_);
    const http::RouteMatch found = http::match_route(table, request);
    EXPECT_NE(found.route, nullptr) << asked.method << " " << asked.target;
    return found.route == nullptr ? Response{.status = 404}
                                  : with_documented_status(*found.route, http::handled(found, request));
}

Response RequestKit::get(std::string target, std::string accept, std::string peer) {
    Pairs headers;
    if (!accept.empty()) {
        headers.emplace_back("Accept", std::move(accept));
    }
    return ask({.target = std::move(target), .headers = std::move(headers), .peer = std::move(peer)});
}

Response RequestKit::post(std::string body, std::string type, Pairs headers, std::string peer) {
    headers.emplace_back("Content-Type", std::move(type));
    return ask({.method = "POST",
                .target = "/documents",
                .headers = std::move(headers),
                .body = std::move(body),
                .peer = std::move(peer)});
}

Response RequestKit::search(Pairs form, std::string peer) {
    std::string body;
    for (const auto& [name, value] : form) {
        body += (body.empty() ? "" : "&") + name + "=";
        for (const char c : value) {
            body += c == '|' ? "%7C" : c == '/' ? "%2F" : c == ':' ? "%3A" : std::string(1, c);
        }
    }
    return ask({.method = "POST",
                .target = "/documents/_search",
                .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                .body = body,
                .peer = std::move(peer)});
}

std::string path_of(const Response& created) {
    const std::string location = header(created, "Location");
    return location.substr(std::min(location.size(), std::string("https://gateway.example.jp").size()));
}

std::vector<std::string> codes(const Response& response) {
    EXPECT_EQ(response.media_type, "application/fhir+json");
    const nlohmann::json outcome = json_of(response);
    EXPECT_EQ(outcome["resourceType"], "OperationOutcome");
    std::vector<std::string> out;
    for (const auto& issue : outcome["issue"]) {
        out.push_back(issue["details"]["coding"][0]["code"]);
    }
    return out;
}

} // namespace renkei::server
