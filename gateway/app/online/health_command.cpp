// renkei health: is the gateway of this configuration alive, or ready? For containers and watchdogs.
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/network/client/http_pool.h"
#include "gateway/network/client/no_response.h"
#include "generated/messages/exchange.h"

#include <algorithm>

namespace renkei::online {
namespace {

struct Health {
    std::string config{};
    bool ready = false;
    ExitResult run(Language language) const;
};

// A wildcard address is reached at the loopback address, too.
std::string own_host(const http::Address& address) {
    return address.host == "0.0.0.0" ? "127.0.0.1" : address.host == "::" ? "::1" : address.host;
}

// The word may be the id of a message that says more.
void explain_not_ready(const std::string& word, Language language) {
    print_finding(diag::finding(diag::message::server_not_ready, {}, {word}), language);
    const auto rows = diag::messages();
    if (const auto found = std::ranges::find(rows, word, &diag::MessageRow::id); found != rows.end()) {
        print_finding(diag::finding(found->message, {},
                                    {language == Language::japanese ? "ログを参照" : "see the log"}),
                      language);
    }
}

ExitResult Health::run(Language language) const {
    TRY(const server::Settings settings, read_configuration(config, language));
    client::HttpPool pool(nullptr, {});
    const client::Endpoint endpoint{
        .secure = false, .host = own_host(settings.http.management), .port = settings.http.management.port};
    const auto answer = pool.exchange(
        endpoint, {.method = "GET", .path = ready ? "/readyz" : "/healthz", .fields = {}, .body = {}});
    if (!answer) {
        return tl::make_unexpected(client::no_response(answer.error(), endpoint));
    }
    print(answer->body);
    if (answer->status == 200) {
        return ExitCode::clean;
    }
    explain_not_ready(text::sanitized(answer->body.substr(0, answer->body.find('\n'))), language);
    return ExitCode::findings;
}

} // namespace

void describe_health_command(Command command, CommandSettings& settings) {
    const auto health = std::make_shared<Health>();
    add_config(command, health->config);
    command.flag("--ready", health->ready);
    command.run([health, &settings] { return health->run(settings.language); });
}

} // namespace renkei::online
