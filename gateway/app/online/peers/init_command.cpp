// renkei init: a pilot that serves by the next command.
#include "gateway/app/online/peers/pilot.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/network/http/address.h"
#include "gateway/network/server/settings/setting_keys.h"
#include "gateway/network/tls/trust.h"
#include "generated/messages/server.h"
#include "generated/messages/tls.h"
#include "generated/texts/online.h"

#include <arpa/inet.h>

#include <algorithm>
#include <filesystem>

namespace renkei::online {
namespace {

struct Init {
    std::string folder{};
    std::string authority{};
    std::string listen = "127.0.0.1:8443";
    std::string management = "127.0.0.1:9464";
    std::string node = "renkei";
    std::vector<std::string> names{};
    ExitResult run(Language language) const;
};

bool is_wrong(std::string_view option, std::string_view expected, const std::string& found,
              Language language) {
    print_finding(diag::finding(diag::message::config_wrong, {}, {option, expected, "\"" + found + "\""}),
                  language);
    return false;
}

// As it may stand in the configuration.
bool is_node(const std::string& text, Language language) {
    server::Settings some;
    const auto key = std::ranges::find(server::setting_keys(), "store.node", &server::SettingKey::name);
    const auto line = std::get<server::TextSetting>(key->target(some));
    return line.fits(text) || is_wrong("--node", line.expected, text, language);
}

// A host name or an address, as a certificate can hold it.
bool is_host(const std::string& text, Language language) {
    const bool is_number =
        text.find_first_not_of("0123456789.") == std::string::npos || text.find(':') != std::string::npos;
    in_addr four{};
    in6_addr six{};
    const bool fits = is_number ? ::inet_pton(AF_INET, text.c_str(), &four) == 1 ||
                                      ::inet_pton(AF_INET6, text.c_str(), &six) == 1
                                : http::parse_address(text + ":0").has_value();
    return fits || is_wrong("--name", "gateway.example.jp | 192.0.2.1 | 2001:db8::1", text, language);
}

std::optional<http::Address> address_of(std::string_view option, const std::string& text, Language language) {
    const std::optional<http::Address> address = http::parse_address(text);
    if (!address) {
        is_wrong(option, "HOST:PORT", text, language);
    }
    return address;
}

// Two listeners cannot have one address; port 0 is any that is free.
bool are_apart(const http::Address& listen, const http::Address& management, Language language) {
    return listen.port == 0 || listen.port != management.port || !http::share_a_host(listen, management) ||
           is_wrong("--management", formatted(other_listener, language, http::to_text(listen)),
                    http::to_text(management), language);
}

// Its revocation list exists, belongs to it and has not expired; else the gateway would refuse every client.
// An invalid authority is reported by the code that opens it.
diag::Result<void> check_authority_list(const std::filesystem::path& authority) {
    const std::filesystem::path pem = authority / "ca.pem";
    const std::filesystem::path list = authority / "ca.crl";
    std::error_code unreadable;
    if (authority.empty() || !std::filesystem::exists(pem, unreadable)) {
        return {};
    }
    if (!std::filesystem::exists(list, unreadable)) {
        return diag::fail(diag::message::authority_without_list, {.file = authority.string()},
                          {authority.string()});
    }
    return tls::check_crls({.authorities = pem, .revocations = {list}}, base::SystemClock().now() / 1000);
}

ExitResult Init::run(Language language) const {
    const auto at = address_of("--listen", listen, language);
    const auto beside = address_of("--management", management, language);
    const bool are_named =
        std::ranges::all_of(names, [&](const std::string& name) { return is_host(name, language); });
    if (!at || !beside || !are_apart(*at, *beside, language) || !are_named || !is_node(node, language)) {
        return ExitCode::usage;
    }
    if (const diag::Result<void> checked = check_authority_list(authority); !checked) {
        return tl::make_unexpected(Failure(checked.error(), ExitCode::environment));
    }
    TRY(Pilot pilot, make_pilot({.folder = folder,
                                 .authority = authority,
                                 .listen = *at,
                                 .management = *beside,
                                 .names = names,
                                 .node = node}));
    TRY(const std::unique_ptr<Installation> installation,
        installation_of(folder + "/renkei.yaml", language, store::IfMissing::make));
    for (const policy::Peer& peer : pilot.peers) {
        TRY_VOID(put_peer(*installation, peer.id, Replace::no,
                          [&](const policy::Peer*) -> diag::Result<policy::Peer> { return peer; }));
    }
    pilot.guard.keep();
    print(gateway_made_text, language, folder);
    return ExitCode::clean;
}

} // namespace

void describe_init_command(Command command, CommandSettings& settings) {
    const auto init = std::make_shared<Init>();
    command.operand("DIR", init->folder);
    command.option("--listen", init->listen);
    command.option("--management", init->management);
    command.options("--name", init->names);
    command.option("--node", init->node);
    command.option("--authority", init->authority);
    command.run([init, &settings] { return init->run(settings.language); });
}

} // namespace renkei::online
