// Requests by hand to the routes of documents: no sockets.
#pragma once

#include "gateway/server/gateway.h"
#include "gateway/server/routes.h"

#include "tests/documents/inputs.h"
#include <nlohmann/json.hpp>

namespace renkei::server {

struct Asked {
    std::string method = "GET";
    std::string target{}; // "/documents/7?form=admission"
    Pairs headers{};
    std::string body{};
    std::string peer = "manager";
};

// A gateway with the usual peers, and a clerk who carries requests to it.
class Clerk {
public:
    Clerk();
    Answer ask(Asked asked);
    Answer get(std::string target, std::string accept = "", std::string peer = "manager");
    Answer post(std::string body, std::string type = "text/csv", Pairs headers = {}, std::string peer = "manager");
    Answer search(Pairs form, std::string peer = "manager");
    std::size_t events() { return site.events().size(); }

    Gateway& gateway() { return gateway_; }

    documents::Site site{};

private:
    Gateway gateway_;
};

nlohmann::json json_of(const Answer& answer);
std::string header(const Answer& answer, std::string_view name);
std::string path_of(const Answer& created); // of its Location
// Codes of an OperationOutcome: "no-such-document" …
std::vector<std::string> codes(const Answer& answer);

} // namespace renkei::server
