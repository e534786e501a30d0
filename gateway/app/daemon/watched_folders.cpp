#include "gateway/app/daemon/watched_folders.h"

#include "gateway/network/folders/folder_intake.h"
#include "generated/messages/exchange.h"

#include <algorithm>

namespace renkei::daemon {

namespace {

constexpr std::chrono::milliseconds poll_interval{500};

// These texts name only the configured peer; the text of another error may contain a file name with personal
// data.
bool may_be_logged(const diag::Error& error) {
    return error.message == diag::message::folder_peer_unknown ||
           error.message == diag::message::folder_peer_revoked;
}

void log_failed(runtime::Log& log, const std::filesystem::path& root, const diag::Error& error) {
    const std::string folder = root.string();
    const std::string_view problem = diag::row(error.message).id;
    if (may_be_logged(error)) {
        log.event("folder-failed",
                  {{"problem", problem},
                   {"folder", folder},
                   {"text", diag::sentence(error.message, error.args, diag::Language::english)}});
    } else {
        log.event("folder-failed", {{"problem", problem}, {"folder", folder}});
    }
}

// Once for each increase, with the counts. File names are not logged: they may contain personal data.
void log_ignored(runtime::Log& log, const std::string& peer, const folders::IgnoredFiles& before,
                 const folders::IgnoredFiles& now) {
    struct Why {
        std::string_view code;
        std::size_t folders::IgnoredFiles::*count;
    };
    constexpr Why reasons[] = {{"name-partial", &folders::IgnoredFiles::partial},
                               {"not-a-file", &folders::IgnoredFiles::not_files},
                               {"outside-inbox", &folders::IgnoredFiles::outside}};
    for (const auto& [code, count] : reasons) {
        if (now.*count > before.*count) {
            log.event("folder-files-ignored",
                      {{"peer", peer}, {"reason", code}, {"files", std::to_string(now.*count)}});
        }
    }
}

} // namespace

diag::Result<std::unique_ptr<folders::FolderWatcher>> watch_folders(const server::Settings& settings,
                                                                    server::ServerContext& gateway,
                                                                    std::atomic<std::size_t>& ignored,
                                                                    runtime::Log& log) {
    std::vector<folders::WatchedFolder> folders;
    for (const server::FolderSetting& one : settings.folders) {
        folders::SubmitFiles take = folders::submit_as(one.peer, gateway.intake(), gateway.workers(),
                                                       [&gateway] { return gateway.peers(); });
        folders::DisabledReason shut = [&gateway, peer = one.peer] {
            return folders::disabled_reason(*gateway.peers(), peer);
        };
        TRY(folders::WatchedFolder folder,
            folders::WatchedFolder::open(
                {.root = one.folder,
                 .max_bytes = settings.http.limits.body_bytes,
                 .find_groups = folders::sets_among(gateway.workers()),
                 .on_refused =
                     [&log, peer = one.peer](std::string_view problem) {
                         log.event("folder-file-refused", {{"peer", peer}, {"problem", problem}});
                     },
                 .on_ignored =
                     [&log, &ignored, peer = one.peer](const folders::IgnoredFiles& before,
                                                       const folders::IgnoredFiles& now) {
                         ignored += now.total() - before.total();
                         log_ignored(log, peer, before, now);
                     }},
                std::move(take), std::move(shut)));
        folders.push_back(std::move(folder));
        log.event("folder-watched", {{"peer", one.peer}});
    }
    if (folders.empty()) {
        return std::unique_ptr<folders::FolderWatcher>();
    }
    return std::make_unique<folders::FolderWatcher>(
        std::move(folders), poll_interval,
        [&log](const std::filesystem::path& root, const diag::Error& error) {
            log_failed(log, root, error);
        });
}

std::size_t count_disabled_folders(const server::Settings& settings, const policy::PeerList& peers) {
    const auto is_shut = [&](const server::FolderSetting& one) {
        return folders::disabled_reason(peers, one.peer).has_value();
    };
    return static_cast<std::size_t>(std::ranges::count_if(settings.folders, is_shut));
}

} // namespace renkei::daemon
