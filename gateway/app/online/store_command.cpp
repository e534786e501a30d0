// renkei store: the database itself.
#include "gateway/app/online/command_setup.h"
#include "gateway/app/online/commands.h"
#include "gateway/app/online/notices.h"

#include <fmt/format.h>

namespace renkei::online {
namespace {

constexpr std::string_view engines[] = {"SQLite", "PostgreSQL"};
constexpr Text ready_text{"{}: ready\n", "{}: 準備ができています\n"};
constexpr Text documents_text{"documents: {}\n", "文書: {} 件\n"};
constexpr Text deliveries_text{"deliveries, {}: {}\n", "配送 {}: {} 件\n"};
constexpr Text peers_text{"peers: {}\n", "接続先: {} 件\n"};

struct Store {
    std::string config{};
    ExitCode migrate(Language language) const;
    ExitCode status(Language language) const;
};

// Opening a store brings it to this program's layout.
ExitCode Store::migrate(Language language) const {
    const std::unique_ptr<Installation> installation =
        open_installation(config, language, store::IfMissing::make);
    if (!installation) {
        return ExitCode::environment;
    }
    print(fmt::format(fmt::runtime(ready_text.in(language)),
                      engines[static_cast<std::size_t>(installation->settings().store.engine)]));
    return ExitCode::clean;
}

diag::Result<std::string> describe(const store::Snapshot& snapshot, Language language) {
    TRY(const std::uint64_t documents, snapshot.document_count());
    TRY(const auto deliveries, snapshot.delivery_counts());
    TRY(const auto peers, snapshot.peers());
    std::string out = fmt::format(fmt::runtime(documents_text.in(language)), documents) +
                      fmt::format(fmt::runtime(peers_text.in(language)), peers.size());
    for (const auto& [state, count] : deliveries) {
        out += fmt::format(fmt::runtime(deliveries_text.in(language)), label(state, language), count);
    }
    return out;
}

ExitCode Store::status(Language language) const {
    const std::unique_ptr<Installation> installation = open_installation(config, language);
    if (!installation) {
        return ExitCode::environment;
    }
    const auto text = installation->store().read_value<std::string>(
        [&](const store::Snapshot& snapshot) { return describe(snapshot, language); });
    if (!text) {
        return print_failure(text.error(), language);
    }
    print(*text);
    return ExitCode::clean;
}

} // namespace

void describe_store_command(Command command, CommandSettings& settings) {
    const auto store = std::make_shared<Store>();
    Command migrate =
        command.command("migrate", {"Make the database if it is new, bring it to this program's layout",
                                    "データベースを作成し、この版の形式に移行します"});
    add_config(migrate, store->config);
    migrate.run([store, &settings] { return store->migrate(settings.language); });
    Command status = command.command(
        "status", {"Count documents, deliveries, peers", "文書・配送・接続先の件数を表示します"});
    add_config(status, store->config);
    status.run([store, &settings] { return store->status(settings.language); });
}

} // namespace renkei::online
