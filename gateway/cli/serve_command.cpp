// renkei serve: the gateway.
#include "gateway/cli/commands.h"
#include "gateway/cli/configuration_checks.h"
#include "gateway/cli/groundwork.h"
#include "gateway/cli/no_core.h"
#include "gateway/cli/service_manager.h"
#include "gateway/cli/serving.h"
#include "gateway/cli/signals.h"
#include "gateway/cli/terminal.h"
#include "gateway/server/setting_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <malloc.h>
#include <thread>
#include <unistd.h>

namespace renkei::cli {
namespace {

// Longer than requests and deliveries under way may take. Then SIGALRM ends the program: whatever hangs, nothing that was acknowledged
// is lost by that.
constexpr unsigned longest_stop_seconds = 50;

// Every connection has a thread, and glibc would give most of them a heap of their own, each with its own holes; only as many work at
// once as there are processors.
// A large body is mapped by itself, so that its memory goes back with it; without a fixed threshold glibc gives that up after the first.
void share_heaps() {
    constexpr int large = 1 << 20; // bytes
    ::mallopt(M_ARENA_MAX, static_cast<int>(std::max(2U, std::thread::hardware_concurrency())));
    ::mallopt(M_MMAP_THRESHOLD, large);
}

struct Serve {
    std::string config{};
    bool check = false;
    bool new_store = false;
    ExitCode run(const Settings& settings) const;
};

// Of a connection string, in either of its forms.
std::string without_password(std::string text) {
    constexpr std::string_view word = "password=";
    constexpr std::string_view hidden = "***";
    if (const std::size_t at = text.find(word); at != std::string::npos) {
        text.replace(at + word.size(), std::string::npos, hidden); // what stands behind it may belong to it
    }
    const std::size_t user = text.find("://");
    const std::size_t colon = user == std::string::npos ? user : text.find(':', user + 3);
    const std::size_t host = text.rfind('@');
    if (host != std::string::npos && colon < host) {
        text.replace(colon + 1, host - colon - 1, hidden);
    }
    return text;
}

// Every key with the value that holds: what was configured and what is default.
void print_settings(server::Settings settings) {
    for (const server::SettingKey& key : server::setting_keys()) {
        print(fmt::format("{}: {}\n", key.name, without_password(server::to_text(key.target(settings)))));
    }
}

ExitCode check_ground(const server::Settings& site, const Settings& settings) {
    const tls::TlsLibrary tls;
    diag::Report report;
    read_groundwork(site, settings.mappings, report);
    look_ahead(site, settings.language, report);
    std::ranges::for_each(report.findings(), [&](const diag::Finding& finding) { say(finding, settings.language); });
    tell(check_peers(site, settings.language));
    return report.at_least(diag::Severity::error) ? ExitCode::environment : ExitCode::clean;
}

ExitCode Serve::run(const Settings& settings) const {
    std::optional<server::Settings> site = read_configuration(config, settings.language);
    if (!site) {
        return ExitCode::environment;
    }
    site->store.if_missing = new_store ? store::IfMissing::make : store::IfMissing::refuse;
    leave_no_core();
    if (check) {
        print_settings(*site);
        return check_ground(*site, settings);
    }
    share_heaps();
    const Signals signals;
    const std::unique_ptr<Serving> serving = Serving::start(*site, settings);
    if (!serving) {
        return ExitCode::environment;
    }
    print(fmt::format("READY {} {}\n", serving->address(), serving->management()));
    tell_service_manager("READY=1\n");
    while (signals.wait() == Wish::reload) {
        serving->reload();
    }
    tell_service_manager("STOPPING=1\n");
    ::alarm(longest_stop_seconds);
    serving->stop();
    return serving->is_store_moved() ? ExitCode::store_moved : ExitCode::clean;
}

} // namespace

void add_serve_command(Command& above, Settings& settings) {
    const auto serve = std::make_shared<Serve>();
    Command command = above.command("serve", {"Run the gateway: take in, store and deliver documents until it is told to stop", "ゲートウェイを動かします（文書の受付・保存・配送）"});
    add_config(command, serve->config);
    command.flag("--check", serve->check, {"Only show every setting and tell what would keep the gateway from serving: in the configuration, keys, store, mappings, certificates, revocation lists and folders. Nothing is made or changed; a gateway may run. The whole database file is read, which may take minutes", "すべての設定値を表示し、設定・鍵・保存先・対応表・証明書・失効リスト・フォルダーを検査して、起動の妨げになるものをすべて示して終わります。何も作らず、変更しません（運転中でも可）。データベースファイル全体を読むため、数分かかることがあります"});
    command.flag("--new-store", serve->new_store, {"Make a new store, and a key file if there is none. Without this a missing store is an error, because its disk may only not be mounted (exit code 4)", "新しい保存先（なければ鍵ファイルも）を作ります。指定がなければ、保存先がないときはエラーとします（ディスクが未接続なだけかもしれないため。終了コード 4）"});
    command.option("--mappings", settings.mappings, "DIR", {"Use the mappings in DIR instead of the installed ones", "組み込みの対応表の代わりに DIR の対応表を使います"});
    command.examples({"Prints READY and the addresses when it serves. SIGTERM or Ctrl-C: finishes what is under way and ends. SIGHUP: reads peers,\nmappings, certificates, revocation lists and keys again. Exit code 5: the store's files were removed, moved or replaced meanwhile.",
                      "準備ができると READY とアドレスを表示します。SIGTERM または Ctrl-C で処理中のものを終えて停止し、SIGHUP で接続先・対応表・証明書・\n失効リスト・鍵を読み直します。運転中に保存先のファイルが削除・移動または置き換えられると、終了コード 5 で停止します。"});
    command.run([serve, &settings] { return serve->run(settings); });
}

} // namespace renkei::cli
