#include "gateway/cli/gateway_client.h"

#include <algorithm>
#include <cassert>
#include <fmt/format.h>

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

bool ClientOptions::are_usable(Language language) const {
    struct Wanted {
        std::string_view option;
        const std::string& value;
        Text text;
    };
    const Wanted wanted[] = {{name, url, {"the gateway's address", "ゲートウェイのアドレス"}},
                             {"--cert", certificate, {"the client certificate", "クライアント証明書"}},
                             {"--key", key, {"the private key of the certificate named by --cert", "--cert の証明書と対になる秘密鍵"}},
                             {"--ca", authorities, {"the authority of the server's certificate", "サーバーの証明書の発行元"}}};
    const bool is_plain = url.starts_with("http://"); // on this machine
    const auto* const missing = std::ranges::find_if(wanted, [&](const Wanted& one) { return one.value.empty() && !(is_plain && one.option != name); });
    if (missing != std::end(wanted)) {
        say(diag::finding(Message::usage_missing, {}, {fmt::format("{} ({})", missing->option, missing->text.in(language))}), language);
        return false;
    }
    const bool means_tls = !certificate.empty() || !key.empty() || !authorities.empty(); // else the document would go in clear
    if (!exchange::read_target(url) || (is_plain && means_tls)) {
        say(diag::finding(Message::config_wrong, {}, {name, "https://HOST:PORT", "\"" + url + "\""}), language);
        return false;
    }
    return true;
}

GatewayClient::GatewayClient(exchange::Target its_target, Poco::Net::Context::Ptr context)
    : target(std::move(its_target)), pool(std::move(context), exchange::client_limits()) {}

std::unique_ptr<GatewayClient> GatewayClient::open(const ClientOptions& options, Language language) {
    const std::optional<exchange::Target> target = exchange::read_target(options.url);
    assert(target); // are_usable()
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
