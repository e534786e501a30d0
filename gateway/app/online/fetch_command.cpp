// renkei fetch: what waits for this peer in its mailbox becomes files.
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/gateway_client.h"
#include "gateway/app/online/setup/notices.h"
#include "generated/texts/online.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace renkei::online {
namespace {

struct Fetch {
    ClientOptions client{};
    std::string folder{};
    unsigned wait = 0; // seconds
    diag::Result<client::FetchResult> fetch(GatewayClient& gateway) const;
    ExitResult run(Language language) const;
};

// Asks again until something is there, or the time is over.
diag::Result<client::FetchResult> Fetch::fetch(GatewayClient& gateway) const {
    constexpr std::chrono::milliseconds between_requests{500};
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(wait);
    for (;;) {
        TRY(client::FetchResult fetched, client::fetch_mailbox(gateway.pool, gateway.target, folder));
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (!fetched.files.empty() || !fetched.problems.empty() ||
            left <= std::chrono::milliseconds::zero()) {
            return fetched;
        }
        std::this_thread::sleep_for(std::min(left, between_requests));
    }
}

ExitResult Fetch::run(Language language) const {
    TRY_VOID(client.check(language));
    TRY(const std::unique_ptr<GatewayClient> gateway, GatewayClient::open(client));
    TRY(const client::FetchResult fetched, fetch(*gateway));
    std::ranges::for_each(fetched.files,
                          [](const client::FetchedFile& one) { print(one.file.string() + "\n"); });
    print_findings(fetched.problems, language);
    if (!fetched.problems.empty()) {
        return ExitCode::refused;
    }
    if (fetched.files.empty() && wait == 0) {
        return print_notices(notice(diag::Severity::information, nothing_waits, language));
    }
    if (fetched.files.empty()) {
        return print_notices(notice(diag::Severity::warning, nothing_came, language, wait));
    }
    return ExitCode::clean;
}

} // namespace

void describe_fetch_command(Command command, CommandSettings& settings) {
    const auto fetch = std::make_shared<Fetch>();
    fetch->client.add_to(command, "--from");
    command.operand("DIR", fetch->folder);
    command.number("--wait", fetch->wait, 86'400);
    command.run([fetch, &settings] { return fetch->run(settings.language); });
}

} // namespace renkei::online
