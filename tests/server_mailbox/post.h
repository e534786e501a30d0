// The mailbox routes, by hand: no sockets.
#pragma once

#include "gateway/network/http/request_target.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/server/server_context.h"

#include "tests/documents/inputs.h"
#include "tests/support/documented_status.h"
#include "tests/support/responses.h"
#include <nlohmann/json.hpp>

#include <algorithm>

namespace renkei::server {

using store::DeliveryState;

// A gateway in which "manager" sends to the mailbox of "hospital".
class Post {
public:
    explicit Post(const std::vector<policy::Peer>& peers = documents::usual_peers())
        : site({}, peers),
          gateway_(site.store(), documents::loaded(), documents::Limits{}, 2) {
        documents::must(site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            for (const policy::Peer& peer : peers) {
                TRY_VOID(transaction.put(peer));
            }
            return {};
        }));
        documents::must(gateway_.reload_peers());
    }
    // Sends a document; returns the id of its delivery to the hospital.
    std::string send(const std::string& bytes) {
        const documents::Receipt receipt = site.submit(bytes);
        EXPECT_EQ(receipt.refusal, documents::Refusal::none) << documents::recorded(receipt.report);
        const std::string document = receipt.documents.at(0).version.document;
        for (const store::Delivery& delivery : site.deliveries("hospital")) {
            if (delivery.document == document && delivery.version == receipt.documents[0].version.number) {
                return delivery.id;
            }
        }
        ADD_FAILURE() << "no delivery";
        return "";
    }
    Response ask(const std::string& method, const std::string& target, const std::string& accept = "",
                 const std::string& peer = "hospital") {
        return ask_as(site.peer(peer), method, target, accept);
    }
    // Asks as this peer, whose entry may have changed since the documents came.
    Response ask_as(const policy::Peer& peer, const std::string& method, const std::string& target,
                    const std::string& accept = "", const http::Pairs& more = {}) {
        const auto read = http::read_target(target);
        EXPECT_TRUE(read) << target;
        Request request{.method = method,
                        .path = read->path,
                        .query = read->query,
                        .caller = site.caller(peer.id),
                        .base = "https://gateway.example.jp",
                        .target = target};
        request.caller.peer = &peer;
        if (!accept.empty()) {
            request.headers.emplace_back("Accept", accept);
        }
        request.headers.insert(request.headers.end(), more.begin(), more.end());
        const std::vector<http::Route> table = bound(mailbox_routes(), gateway_);
        const http::RouteMatch found = http::match_route(table, request);
        EXPECT_NE(found.route, nullptr) << method << " " << target;
        return with_documented_status(*found.route, found.route->handle(request, found.parts));
    }
    nlohmann::json list(const std::string& target = "/mailbox", const std::string& peer = "hospital") {
        const Response response = ask("GET", target, "", peer);
        EXPECT_EQ(response.status, 200) << response.body;
        return nlohmann::json::parse(response.body);
    }
    DeliveryState state(const std::string& id) const {
        for (const store::Delivery& delivery : site.deliveries("hospital")) {
            if (delivery.id == id) {
                return delivery.state;
            }
        }
        return DeliveryState::waiting;
    }
    // The last audit event's code of its transaction and outcome.
    std::string last_event() const { return site.events().back(); }

    documents::Site site;

private:
    ServerContext gateway_;
};

inline std::string code(const Response& response) {
    return nlohmann::json::parse(response.body)["issue"][0]["details"]["coding"][0]["code"];
}

} // namespace renkei::server
