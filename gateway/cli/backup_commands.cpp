// renkei backup, restore, verify: the whole store as one sealed file.
#include "gateway/cli/commands.h"
#include "gateway/cli/site.h"
#include "gateway/cli/terminal.h"
#include "gateway/exchange/outbox_admin.h"

#include <fmt/format.h>

namespace renkei::cli {
namespace {

constexpr Text whole_text{"{}: whole, {} rows\n", "{}: 完全です（{} 行）\n"};

constexpr Text restored_text{"restored; deliveries are paused. What happened since the backup is not in it: revoke peers again that were revoked since (peer list, "
                             "peer revoke), look for withdrawals and cancelled deliveries, then: outbox resume\n",
                             "復元しました。配送は一時停止中です。バックアップ後の変更は含まれません。その後に利用停止にした接続先を改めて利用停止にし（peer list、peer revoke）、文書の取下げや配送の取消しを確かめてから、outbox resume で再開してください\n"};

struct Backup {
    std::string config{};
    std::string file{};
    ExitCode save(Language language) const;
    ExitCode restore(Language language) const;
    ExitCode verify(Language language) const;
};

ExitCode Backup::save(Language language) const {
    const std::unique_ptr<Site> site = Site::open(config, language);
    if (!site) {
        return ExitCode::environment;
    }
    const diag::Result<void> done = store::backup(site->store(), file, site->keys());
    return done ? verify(language) : explain(done.error(), language);
}

ExitCode Backup::restore(Language language) const {
    const std::optional<ConfiguredKeys> site = read_keys(config, language);
    if (!site) {
        return ExitCode::environment;
    }
    const base::SystemClock clock;
    // what was withdrawn, cancelled or revoked since the backup is not in it, so nothing leaves until somebody has looked
    const diag::Result<void> done = store::restore(file, site->settings.store, site->keys, clock, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(exchange::pause_deliveries(transaction));
        return transaction.audit(operator_event(clock, "restore", audit::Action::execute));
    });
    if (!done) {
        return explain(done.error(), language);
    }
    print(std::string(restored_text.in(language)));
    return ExitCode::clean;
}

ExitCode Backup::verify(Language language) const {
    const std::optional<ConfiguredKeys> site = read_keys(config, language);
    if (!site) {
        return ExitCode::environment;
    }
    const diag::Result<std::uint64_t> rows = store::verify_backup(file, site->keys);
    if (!rows) {
        return explain(rows.error(), language);
    }
    print(fmt::format(fmt::runtime(whole_text.in(language)), file, *rows));
    return ExitCode::clean;
}

struct Row {
    std::string_view name;
    Text about;
    Text file;
    ExitCode (Backup::*run)(Language) const;
};
constexpr Row rows[] = {
    {"backup", {"Save the whole store into one sealed file, while the gateway runs", "保存データ全体を、暗号化した一つのファイルにバックアップします（運転中も可能）"}, {"The file to write; keep the key file elsewhere", "書き出すファイル。鍵ファイルは別に保管してください"}, &Backup::save},
    {"restore", {"Put a backup into an empty store", "バックアップを空の保存先に戻します"}, {"The backup", "バックアップ"}, &Backup::restore},
    {"verify", {"Would this backup go back? Opens and counts everything in it", "バックアップが完全かどうか、すべて開いて確かめます"}, {"The backup", "バックアップ"}, &Backup::verify},
};

} // namespace

void add_backup_commands(Command& above, Settings& settings) {
    const auto backup = std::make_shared<Backup>();
    for (const Row& row : rows) {
        Command command = above.command(std::string(row.name), row.about);
        command.operand("FILE", backup->file, row.file);
        add_config(command, backup->config);
        command.run([backup, run = row.run, &settings] { return (*backup.*run)(settings.language); });
    }
}

} // namespace renkei::cli
