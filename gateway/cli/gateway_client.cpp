#include "gateway/cli/gateway_client.h"

#include <algorithm>

namespace renkei::cli {

using diag::Message;

void ClientOptions::add_to(Command& command, const std::string& its_name, Text about) {
    name = its_name;
    command.option(name, url, "URL", about);
    add_certificates_to(command);
}

void ClientOptions::add_certificates_to(Command& command) {
    command.option("--cert", certificate, "FILE", {"The client certificate with its chain (PEM)", "クライアント証明書（PEM、中間証明書を含む）"});
    command.option("--key", key, "FILE", {"Its private key (PEM, 0600)", "その秘密鍵（PEM、0600）"});
    command.option("--ca", authorities, "FILE", {"Whom the server's certificate must come from (PEM)", "サーバーの証明書の発行元（PEM）"});
}

bool ClientOptions::is_given(Language language) const {
    const bool is_plain = url.starts_with("http://"); // on this machine
    const std::pair<std::string_view, const std::string&> wanted[] = {{name, url}, {"--cert", certificate}, {"--key", key}, {"--ca", authorities}};
    const auto* const missing = std::ranges::find_if(wanted, [&](const auto& one) { return one.second.empty() && !(is_plain && one.first != name); });
    if (missing == std::end(wanted)) {
        return true;
    }
    say(diag::finding(Message::usage_missing, {}, {std::string(missing->first)}), language);
    return false;
}

GatewayClient::GatewayClient(exchange::Target its_target, Poco::Net::Context::Ptr context)
    : target(std::move(its_target)), pool(std::move(context), exchange::client_limits()) {}

std::unique_ptr<GatewayClient> GatewayClient::open(const ClientOptions& options, Language language) {
    const std::optional<exchange::Target> target = exchange::read_target(options.url);
    if (!target) {
        say(diag::finding(Message::config_wrong, {}, {options.name, "https://HOST:PORT", options.url}), language);
        return nullptr;
    }
    Poco::Net::Context::Ptr context;
    if (target->endpoint.secure) {
        const auto made = tls::client_context({.certificate = options.certificate, .key = options.key, .authorities = options.authorities});
        if (!made) {
            say(made.error(), language);
            return nullptr;
        }
        context = *made;
    }
    return std::make_unique<GatewayClient>(*target, context);
}

} // namespace renkei::cli
