#include "gateway/app/daemon/configuration_checks.h"

#include "gateway/network/http/address.h"
#include "gateway/network/tls/trust_anchors.h"
#include "generated/messages/server.h"
#include "generated/messages/tls.h"

#include <fmt/format.h>

#include <optional>

namespace renkei::daemon {
namespace {

namespace message = diag::message;

constexpr diag::BilingualText address_here{
    "an address of this machine (`ip address` lists them), or 0.0.0.0 for all of them",
    "この機器のアドレス（ip address で確認できます）か、すべてを表す 0.0.0.0"};
constexpr diag::BilingualText other_port{"another port than {}", "{} とは別のポート"};

struct Listener {
    std::string_view key;
    http::Address address;
};

std::vector<Listener> listeners_of(const http::Settings& settings) {
    std::vector<Listener> out{{"listen.tls", settings.listen}};
    const auto add = [&](std::string_view key, const std::optional<http::Address>& address) {
        if (address) {
            out.push_back({key, *address});
        }
    };
    add("listen.tls12", settings.listen_tls12);
    add("listen.plain", settings.listen_plain);
    add("listen.proxied", settings.listen_proxied);
    add("listen.management", settings.management);
    return out;
}

// Port 0 is any that is free.
bool are_equal(const http::Address& one, const http::Address& other) {
    return one.port != 0 && one.port == other.port && http::share_a_host(one, other);
}

} // namespace

void check_addresses(const server::Settings& settings, diag::Language language, diag::Report& report) {
    const diag::Where file{.file = settings.file.string()};
    const std::vector<Listener> all = listeners_of(settings.http);
    for (auto one = all.begin(); one != all.end(); ++one) {
        if (!http::is_of_this_machine(one->address)) {
            report.add(message::config_wrong, file,
                       {std::string(one->key), std::string(address_here.in(language)), one->address.host});
        }
        for (auto other = one + 1; other != all.end(); ++other) {
            if (are_equal(one->address, other->address)) {
                const std::string expected = fmt::format(fmt::runtime(other_port.in(language)), one->key);
                report.add(message::config_wrong, file,
                           {std::string(other->key), expected, http::to_text(other->address)});
            }
        }
    }
}

void check_authorities(const server::Settings& settings, diag::Report& report) {
    const std::filesystem::path& file = settings.http.trust.authorities;
    const diag::Result<tls::TrustAnchors> anchors = tls::read_anchors(file);
    if (!anchors) {
        return; // reported where they are needed
    }
    for (const std::string& subject : anchors->others) {
        diag::Finding finding =
            diag::finding(message::certificate_untrusted, {.file = file.string()}, {"CA:FALSE: " + subject});
        finding.severity = anchors->authorities == 0 ? diag::Severity::error : diag::Severity::warning;
        report.add(finding);
    }
}

} // namespace renkei::daemon
