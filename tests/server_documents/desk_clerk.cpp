#include "tests/server_documents/desk_clerk.h"

#include "gateway/http/target.h"
#include "tests/kit/told_status.h"

#include <algorithm>

namespace renkei::server {

Clerk::Clerk()
    : gateway_(site.store(), documents::knowledge(), documents::Limits{}, 2) {
    documents::must(site.store().write([](store::Transaction& transaction) -> diag::Result<void> {
        for (const policy::Peer& peer : documents::usual_peers()) {
            TRY_VOID(transaction.put(peer));
        }
        return {};
    }));
    documents::must(gateway_.reload_peers());
}

Answer Clerk::ask(Asked asked) {
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
                    .canonical = "https://renkei.example.jp/fhir"};
    if (request.path.back() == "_search") {
        auto form = http::read_pairs(request.body);
        EXPECT_TRUE(form);
        request.query.insert(request.query.end(), form->begin(), form->end());
    }
    const std::vector<http::Route> table = bound(routes(), gateway_);
    const http::Match found = http::match(table, request);
    EXPECT_NE(found.route, nullptr) << asked.method << " " << asked.target;
    return found.route == nullptr ? Answer{.status = 404} : with_told_status(*found.route, found.route->handle(request, found.parts));
}

Answer Clerk::get(std::string target, std::string accept, std::string peer) {
    Pairs headers;
    if (!accept.empty()) {
        headers.emplace_back("Accept", std::move(accept));
    }
    return ask({.target = std::move(target), .headers = std::move(headers), .peer = std::move(peer)});
}

Answer Clerk::post(std::string body, std::string type, Pairs headers, std::string peer) {
    headers.emplace_back("Content-Type", std::move(type));
    return ask({.method = "POST", .target = "/documents", .headers = std::move(headers), .body = std::move(body), .peer = std::move(peer)});
}

Answer Clerk::search(Pairs form, std::string peer) {
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

nlohmann::json json_of(const Answer& answer) { return nlohmann::json::parse(answer.body); }

std::string header(const Answer& answer, std::string_view name) {
    const auto found = std::ranges::find(answer.headers, name, &Pairs::value_type::first);
    return found == answer.headers.end() ? "" : found->second;
}

std::string path_of(const Answer& created) {
    const std::string location = header(created, "Location");
    return location.substr(std::min(location.size(), std::string("https://gateway.example.jp").size()));
}

std::vector<std::string> codes(const Answer& answer) {
    EXPECT_EQ(answer.media_type, "application/fhir+json");
    const nlohmann::json outcome = json_of(answer);
    EXPECT_EQ(outcome["resourceType"], "OperationOutcome");
    std::vector<std::string> out;
    for (const auto& issue : outcome["issue"]) {
        out.push_back(issue["details"]["coding"][0]["code"]);
    }
    return out;
}

} // namespace renkei::server
