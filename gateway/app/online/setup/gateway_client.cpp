#include "gateway/app/online/setup/gateway_client.h"

#include "generated/messages/cli.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace renkei::online {
namespace {

// An authority's list that lies beside its certificate was put there to be asked: who revoked a server does
// not expect that it is still given documents.
std::vector<std::filesystem::path> lists_of(const ClientOptions& options) {
    if (!options.revocations.empty()) {
        return {options.revocations.begin(), options.revocations.end()};
    }
    const std::filesystem::path beside = std::filesystem::path(options.authorities).replace_extension(".crl");
    std::error_code none;
    return std::filesystem::exists(beside, none) ? std::vector{beside} : std::vector<std::filesystem::path>{};
}

// Asked of the server's certificate before anything is sent. Empty: no lists, the handshake decides.
diag::Result<client::CurrentTrust> trust_of(const ClientOptions& options) {
    std::vector<std::filesystem::path> lists = lists_of(options);
    if (lists.empty()) {
        return client::CurrentTrust();
    }
    const tls::TrustSettings asked{.authorities = options.authorities, .revocations = std::move(lists)};
    // what is wrong with them is not the gateway's fault
    TRY_VOID(tls::check_crls(asked, base::SystemClock().now() / 1000));
    TRY(std::shared_ptr<const tls::Trust> trust, tls::Trust::read(asked));
    return [trust = std::move(trust)] { return trust; };
}

diag::Result<std::unique_ptr<GatewayClient>> opened(const ClientOptions& options) {
    const std::optional<client::HttpUrl> target = client::parse_http_url(options.url);
    assert(target); // check()
    Poco::Net::Context::Ptr context;
    client::CurrentTrust trust;
    if (target->endpoint.secure) {
        TRY(trust, trust_of(options));
        TRY(context, tls::client_context({.certificate = options.certificate,
                                          .key = options.key,
                                          .authorities = options.authorities}));
    }
    return std::make_unique<GatewayClient>(*target, context, std::move(trust));
}

} // namespace

void ClientOptions::add_to(Command& command, const std::string& its_name) {
    name = its_name;
    command.option(name, url);
    add_certificates_to(command);
}

void ClientOptions::add_certificates_to(Command& command) {
    command.option("--cert", certificate);
    command.option("--key", key);
    command.option("--ca", authorities);
    command.options("--crl", revocations);
}

tl::expected<void, Failure> ClientOptions::check(Language language) const {
    struct Wanted {
        std::string_view option;
        const std::string& value;
        Text text;
    };
    const Wanted wanted[] = {
        {name, url, {"the gateway's address", "ゲートウェイのアドレス"}},
        {"--cert", certificate, {"the client certificate", "クライアント証明書"}},
        {"--key",
         key,
         {"the private key of the certificate named by --cert", "--cert の証明書と対になる秘密鍵"}},
        {"--ca", authorities, {"the authority of the server's certificate", "サーバーの証明書の発行元"}}};
    const bool is_plain = url.starts_with("http://"); // on this machine
    const auto* const missing = std::ranges::find_if(
        wanted, [&](const Wanted& one) { return one.value.empty() && !(is_plain && one.option != name); });
    if (missing != std::end(wanted)) {
        return fail_usage(
            diag::finding(message::usage_missing, {},
                          {fmt::format("{} ({})", missing->option, missing->text.in(language))}));
    }
    // else the document would go in clear
    const bool means_tls =
        !certificate.empty() || !key.empty() || !authorities.empty() || !revocations.empty();
    if (!client::parse_http_url(url) || (is_plain && means_tls)) {
        return fail_usage(
            diag::finding(message::config_wrong, {}, {name, "https://HOST:PORT", "\"" + url + "\""}));
    }
    return {};
}

GatewayClient::GatewayClient(client::HttpUrl its_target, Poco::Net::Context::Ptr context,
                             client::CurrentTrust trust)
    : target(std::move(its_target)),
      pool(std::move(context), client::client_limits(), std::move(trust)) {}

tl::expected<std::unique_ptr<GatewayClient>, Failure> GatewayClient::open(const ClientOptions& options) {
    // wrong files are trouble of this machine, also where another command refuses them
    return opened(options).map_error(
        [](diag::Error error) { return Failure(std::move(error), ExitCode::environment); });
}

} // namespace renkei::online
