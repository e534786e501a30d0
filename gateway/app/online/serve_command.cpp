// renkei serve: the gateway.
#include "gateway/app/daemon/daemon.h"
#include "gateway/app/daemon/preflight.h"
#include "gateway/app/daemon/signals.h"
#include "gateway/app/online/peers/peer_changes.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/closed_by_hub.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/folders/folder_intake.h"
#include "gateway/network/server/settings/setting_keys.h"
#include "gateway/network/sharing/facts.h"
#include "gateway/network/store/inspect.h"
#include "generated/messages/ledger.h"
#include "generated/messages/store.h"

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <thread>

namespace renkei::online {
namespace {

// Longer than requests and deliveries under way may take. Then SIGALRM ends the program: whatever hangs,
// nothing that was acknowledged is lost by that.
constexpr unsigned max_stop_seconds = 50;

// Every connection has a thread, and glibc would give most of them a heap of their own, each with its own
// holes; only as many work at once as there are processors. A large body is mapped by itself, so that its
// memory goes back with it; without a fixed threshold glibc gives that up after the first. What is free at
// the end of a heap is kept for the next document up to a size, until the periodic malloc_trim: with the
// fixed threshold it would go back each time, and its pages come one by one again.
void limit_malloc_arenas() {
    constexpr int large = 1 << 20;      // bytes
    constexpr int kept_free = 16 << 20; // bytes, of each heap
    ::mallopt(M_ARENA_MAX, static_cast<int>(std::max(2U, std::thread::hardware_concurrency())));
    ::mallopt(M_MMAP_THRESHOLD, large);
    ::mallopt(M_TRIM_THRESHOLD, kept_free);
}

struct Serve {
    std::string config{};
    bool check = false;
    bool new_store = false;
    ExitResult run(const CommandSettings& settings) const;
};

// Hides the password in a connection string, in both of its forms.
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

// How many documents, and "card: 3, opinion: 4".
std::pair<std::uint64_t, std::string> summed(const std::map<std::string, std::uint64_t>& by_form) {
    std::pair<std::uint64_t, std::string> out;
    for (const auto& [form, count] : by_form) {
        out.first += count;
        out.second += fmt::format("{}{}: {}", out.second.empty() ? "" : ", ", form, count);
    }
    return out;
}

// Who would read no more what senders sent them, by the records as they stand, when all insurers have started
// that are to start.
Notices check_receivers(const server::Settings& settings, const std::vector<policy::Peer>& peers,
                        const std::shared_ptr<const access::Hub>& hub,
                        const std::vector<sharing::Insurer>& insurers, Language language) {
    base::Millis at = base::SystemClock().now();
    for (const sharing::Insurer& each : insurers) {
        const bool starts = each.state == sharing::InsurerState::live && each.live_from;
        at = starts ? std::max(at, time::beginning_of(*each.live_from)) : at;
    }
    access::ClosedByHub closed;
    const auto decide = [&](const store::Snapshot& snapshot) -> diag::Result<void> {
        TRY(closed, access::closed_by_hub(snapshot, peers, hub, at));
        return {};
    };
    const diag::Result<seal::KeyRing> keys = seal::KeyRing::read(settings.master_key);
    Notices out;
    if (!keys || !store::read_stored(settings.store, *keys, decide)) {
        return out; // reported with the store
    }
    for (const auto& [peer, by_form] : closed) {
        const auto [sum, forms] = summed(by_form);
        out.add(notice(
            diag::finding(diag::message::sharing_closes_receiver, {}, {peer, std::to_string(sum), forms}),
            language));
    }
    return out;
}

// What the switch changes for what is stored, or would change.
Notices check_sharing(const server::Settings& settings, const std::vector<policy::Peer>& peers,
                      Language language) {
    Notices out;
    server::Settings on = settings;
    on.sharing = true;
    const diag::Result<std::shared_ptr<const access::Hub>> hub = daemon::load_hub(on);
    if (!hub) {
        return out; // reported where it is needed
    }
    if (settings.sharing) {
        for (const policy::Peer& peer : peers) {
            if (peer.role == policy::Role::municipality && access::insurer_number_of(peer).empty()) {
                out.add(
                    notice(diag::finding(diag::message::sharing_insurer_unnamed, {}, {peer.id}), language));
            }
        }
        return out;
    }
    std::map<std::string, std::uint64_t> documents = store::count_stored_documents(settings.store);
    std::erase_if(documents,
                  [&](const auto& form) { return !access::is_shared((*hub)->matrix, form.first); });
    if (!documents.empty()) {
        const time::Date today = time::day_in_japan(base::SystemClock().now());
        const std::vector<sharing::Insurer> insurers = store::read_stored_insurers(settings.store);
        const auto live = std::ranges::count_if(
            insurers, [&](const sharing::Insurer& each) { return sharing::is_live(each, today); });
        const auto [sum, forms] = summed(documents);
        out.add(notice(diag::finding(diag::message::sharing_would_change, {},
                                     {std::to_string(sum), forms, std::to_string(live)}),
                       language));
        out.add(check_receivers(settings, peers, *hub, insurers, language));
    }
    return out;
}

// Of what is in the store, if there is one: peers' numbers with a wrong check digit, watched folders of
// unknown peers, records that no server asks for, what the switch of sharing changes.
Notices check_contents(const server::Settings& settings, Language language) {
    Notices out;
    if (store::inspect(settings.store).value_or(store::StorePresence::absent) ==
        store::StorePresence::absent) {
        return out;
    }
    const diag::Result<std::vector<policy::Peer>> peers = store::read_stored_peers(settings.store);
    if (!peers) {
        return out; // reported by the check of the whole store
    }
    for (const policy::Peer& peer : *peers) {
        out.add(notices_of_check_digits(peer, language));
    }
    out.add(check_sharing(settings, *peers, language));
    if (!settings.sharing && store::has_person_records(settings.store)) {
        out.add(notice(diag::finding(diag::message::records_not_asked, {}), language));
    }
    for (const server::FolderSetting& one : settings.folders) {
        if (std::optional<diag::Finding> shut = folders::disabled_reason(*peers, one.peer)) {
            // the gateway serves, and takes the files when the peer is entered
            shut->severity = diag::Severity::warning;
            shut->where.file = one.folder.string();
            out.add(notice(*shut, language));
        }
    }
    return out;
}

ExitCode check_ground(const server::Settings& configured, const CommandSettings& settings) {
    const tls::TlsLibrary tls;
    diag::Report report;
    const daemon::Preflight loaded = daemon::run_preflight(configured, report);
    daemon::check_environment(configured, loaded.trust.get(), settings.language, report);
    print_findings(report.findings(), settings.language);
    print_notices(check_contents(configured, settings.language));
    const bool is_damaged = report.has(diag::message::version_damaged) ||
                            report.has(diag::message::record_damaged) ||
                            report.has(diag::message::record_unread);
    return report.at_least(diag::Severity::error) ? ExitCode::environment
           : is_damaged                           ? ExitCode::findings
                                                  : ExitCode::clean;
}

void print_errors(const diag::Report& report, Language language) {
    for (const diag::Finding& finding : report.findings()) {
        if (finding.severity == diag::Severity::error) {
            print_finding(finding, language);
        }
    }
}

Opened<std::unique_ptr<daemon::Daemon>> start(const server::Settings& configured,
                                              const CommandSettings& settings) {
    diag::Report report;
    daemon::Preflight preflight = daemon::run_preflight(configured, report);
    if (report.at_least(diag::Severity::error)) {
        print_errors(report, settings.language);
        return tl::make_unexpected(ExitCode::environment);
    }
    diag::Result<std::unique_ptr<daemon::Daemon>> started =
        daemon::Daemon::start(configured, std::move(preflight));
    if (!started) {
        return tl::make_unexpected(cli::print_trouble(started.error(), settings.language));
    }
    return *std::move(started);
}

ExitResult Serve::run(const CommandSettings& settings) const {
    TRY(server::Settings configured, read_configuration(config, settings.language));
    configured.store.if_missing = new_store ? store::IfMissing::make : store::IfMissing::refuse;
    if (!settings.mappings.empty()) {
        configured.mappings = settings.mappings;
    }
    daemon::disable_core_dumps();
    if (check) {
        print_settings(configured);
        return check_ground(configured, settings);
    }
    limit_malloc_arenas();
    const daemon::Signals signals;
    const tls::TlsLibrary tls;
    TRY(const std::unique_ptr<daemon::Daemon> running, start(configured, settings));
    print(fmt::format("READY {} {}\n", running->address(), running->management()));
    daemon::notify_service_manager("READY=1\n");
    while (signals.wait() == daemon::SignalRequest::reload) {
        running->reload();
    }
    daemon::notify_service_manager("STOPPING=1\n");
    ::alarm(max_stop_seconds);
    running->stop();
    return running->is_store_moved() ? ExitCode::store_moved : ExitCode::clean;
}

} // namespace

void describe_serve_command(Command command, CommandSettings& settings) {
    const auto serve = std::make_shared<Serve>();
    add_config(command, serve->config);
    command.flag("--check", serve->check);
    command.flag("--new-store", serve->new_store);
    command.option("--mappings", settings.mappings);
    command.run([serve, &settings] { return serve->run(settings); });
}

} // namespace renkei::online
