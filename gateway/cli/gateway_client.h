// A gateway as its peers call it from the command line, over mutual TLS.
#pragma once

#include "gateway/cli/settings.h"
#include "gateway/exchange/client.h"
#include "gateway/tls/context.h"

#include <memory>
#include <string>
#include <vector>

namespace renkei::cli {

struct ClientOptions {
    std::string name{};
    std::string url{};
    std::string certificate{};
    std::string key{};
    std::string authorities{};

    void add_to(Command& command, const std::string& its_name, Text about); // name: "--to", "--from"
    void add_certificates_to(Command& command);                             // where another option names the address
    bool is_given(Language language) const;                                 // false: what is missing has been printed
};

struct GatewayClient {
    // Null: what is wrong has been printed.
    static std::unique_ptr<GatewayClient> open(const ClientOptions& options, Language language);
    GatewayClient(exchange::Target its_target, Poco::Net::Context::Ptr context);

    tls::Tls tls;
    exchange::Target target;
    exchange::HttpPool pool;
};

// What an answer says of what was sent: the issues of an OperationOutcome, or the report of a receipt; the worst first.
struct Told {
    std::string severity{}; // "warning"
    std::string text{};     // with its place in front
};
std::vector<Told> told_in(std::string_view body);

} // namespace renkei::cli
