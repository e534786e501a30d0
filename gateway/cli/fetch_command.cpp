// renkei fetch: what waits for this peer in its mailbox becomes files.
#include "gateway/cli/commands.h"
#include "gateway/cli/gateway_client.h"
#include "gateway/cli/site.h"
#include "gateway/cli/terminal.h"

#include <algorithm>

namespace renkei::cli {
namespace {

struct Fetch {
    ClientOptions client{};
    std::string folder{};
    ExitCode run(Language language) const;
};

ExitCode Fetch::run(Language language) const {
    if (!client.are_usable(language)) {
        return ExitCode::usage;
    }
    const std::unique_ptr<GatewayClient> gateway = GatewayClient::open(client, language);
    if (!gateway) {
        return ExitCode::environment;
    }
    const auto fetched = exchange::fetch_mailbox(gateway->pool, gateway->target, folder);
    if (!fetched) {
        return explain(fetched.error(), language);
    }
    std::ranges::for_each(fetched->files, [](const exchange::FetchedFile& one) { print(one.file.string() + "\n"); });
    std::ranges::for_each(fetched->problems, [&](const diag::Error& problem) { say(problem, language); });
    return fetched->problems.empty() ? ExitCode::clean : ExitCode::refused;
}

} // namespace

void add_fetch_command(Command& above, Settings& settings) {
    const auto fetch = std::make_shared<Fetch>();
    Command command = above.command("fetch", {"Fetch the documents that wait for this peer, and acknowledge them", "この接続先の受信箱の文書をファイルに取り出します（受領確認も送ります）"});
    fetch->client.add_to(command, "--from", {"The gateway's address, https://HOST:PORT", "ゲートウェイのアドレス https://HOST:PORT"});
    command.operand("DIR", fetch->folder, {"Where the files go; nothing is overwritten", "ファイルを置くフォルダー。上書きはしません"});
    command.examples({"A file is on disk before its delivery is acknowledged, so nothing is lost if this is stopped.", "ファイルを書き終えてから受領確認を送るため、途中で止まっても失われません。"});
    command.run([fetch, &settings] { return fetch->run(settings.language); });
}

} // namespace renkei::cli
