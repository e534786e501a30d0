// The client of `renkei send` and `fetch`: a gateway over mutual TLS.
#pragma once

#include "gateway/app/online/setup/command_line.h"
#include "gateway/network/client/client.h"
#include "gateway/network/tls/context.h"

#include <memory>
#include <string>
#include <vector>

namespace renkei::online {

struct ClientOptions {
    std::string name{};
    std::string url{};
    std::string certificate{};
    std::string key{};
    std::string authorities{};
    std::vector<std::string> revocations{};

    void add_to(Command& command, const std::string& its_name); // name: "--to", "--from"
    void add_certificates_to(Command& command);                 // where another option names the address
    tl::expected<void, Failure> check(Language language) const;
};

struct GatewayClient {
    // The options were checked.
    static tl::expected<std::unique_ptr<GatewayClient>, Failure> open(const ClientOptions& options);
    GatewayClient(client::HttpUrl its_target, Poco::Net::Context::Ptr context, client::CurrentTrust trust);

    tls::TlsLibrary tls;
    client::HttpUrl target;
    client::HttpPool pool;
};

} // namespace renkei::online
