// Requests by hand to the routes of documents: no sockets.
#pragma once

#include "gateway/network/server/routes.h"
#include "gateway/network/server/server_context.h"

#include "tests/documents/inputs.h"
#include "tests/support/responses.h"
#include <nlohmann/json.hpp>

namespace renkei::server {

struct TestRequest {
    std::string method = "GET";
    std::string target{}; // "/documents/7?form=admission"
    Pairs headers{};
    std::string body{};
    std::string peer = "manager";
    std::optional<std::int64_t> certificate_days{};
};

// A gateway with these peers, and a clerk who carries requests to it.
class RequestKit {
public:
    explicit RequestKit(const std::vector<policy::Peer>& peers = documents::usual_peers(),
                        const std::string& postgres = {});
    Response ask(TestRequest asked);
    Response get(std::string target, std::string accept = "", std::string peer = "manager");
    Response post(std::string body, std::string type = "text/csv", Pairs headers = {},
                  std::string peer = "manager");
    Response search(Pairs form, std::string peer = "manager");
    std::size_t events() { return site.events().size(); }

    ServerContext& gateway() { return gateway_; }

    documents::Site site;

private:
    ServerContext gateway_;
};

std::string path_of(const Response& created); // of its Location
// Codes of an OperationOutcome: "no-such-document" …
std::vector<std::string> codes(const Response& response);

} // namespace renkei::server
