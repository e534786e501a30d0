// renkei store: the database itself.
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/notices.h"
#include "generated/texts/online.h"

namespace renkei::online {
namespace {

constexpr std::string_view engines[] = {"SQLite", "PostgreSQL"};

struct Store {
    std::string config{};
    ExitResult migrate(Language language) const;
    ExitResult status(Installation& installation, Language language) const;
};

// Opening a store brings it to this program's layout.
ExitResult Store::migrate(Language language) const {
    TRY(const std::unique_ptr<Installation> installation,
        installation_of(config, language, store::IfMissing::make));
    print(ready_text, language, engines[static_cast<std::size_t>(installation->settings().store.engine)]);
    return ExitCode::clean;
}

diag::Result<std::string> describe(const store::Snapshot& snapshot, Language language) {
    TRY(const std::uint64_t documents, snapshot.document_count());
    TRY(const auto deliveries, snapshot.delivery_counts());
    TRY(const auto peers, snapshot.peers());
    std::string out =
        formatted(documents_text, language, documents) + formatted(peers_text, language, peers.size());
    for (const auto& [state, count] : deliveries) {
        out += formatted(deliveries_text, language, label(state, language), count);
    }
    return out;
}

ExitResult Store::status(Installation& installation, Language language) const {
    TRY(const std::string text,
        installation.store().read_value<std::string>(
            [&](const store::Snapshot& snapshot) { return describe(snapshot, language); }));
    print(text);
    return ExitCode::clean;
}

} // namespace

void describe_store_command(Command command, CommandSettings& settings) {
    const auto store = std::make_shared<Store>();
    Command migrate = command.command("migrate");
    add_config(migrate, store->config);
    migrate.run([store, &settings] { return store->migrate(settings.language); });
    Command status = command.command("status");
    add_config(status, store->config);
    run_with_installation(status, store, &Store::status, settings);
}

} // namespace renkei::online
