// A gateway as its peers call it from the command line: mutual TLS, one request after the other.
#pragma once

#include "gateway/cli/settings.h"
#include "gateway/exchange/http.h"
#include "gateway/tls/context.h"

#include <memory>
#include <optional>

namespace renkei::cli {

struct ClientOptions {
    std::string url{};
    std::string certificate{};
    std::string key{};
    std::string authorities{};

    void add_to(Command& command, const std::string& name, Text about); // name: "--to", "--from"
};

class GatewayClient {
public:
    // Null: what is wrong has been printed.
    static std::unique_ptr<GatewayClient> open(const ClientOptions& options, Language language);

    // `request.path` is below the gateway's address. An error: nobody answered.
    diag::Result<exchange::HttpAnswer> ask(exchange::HttpRequest request);

private:
    GatewayClient(exchange::Target target, Poco::Net::Context::Ptr context);
    tls::Tls tls_;
    exchange::Target target_;
    exchange::HttpPool pool_;
};

// What an answer says that is no success: the issues of its OperationOutcome, each in a line of its own; else its status alone.
diag::Error refusal_of(const exchange::HttpAnswer& answer);

} // namespace renkei::cli
