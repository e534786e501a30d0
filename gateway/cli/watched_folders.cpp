#include "gateway/cli/watched_folders.h"

#include "gateway/exchange/folder_intake.h"

#include <algorithm>

namespace renkei::cli {

namespace {

constexpr std::chrono::milliseconds between_looks{500};

bool is_known(const policy::PeerList& peers, const std::string& id) { return std::ranges::find(peers, id, &policy::Peer::id) != peers.end(); }

} // namespace

diag::Result<std::unique_ptr<exchange::FolderWatch>> watch_folders(const server::Settings& settings, server::Gateway& gateway, http::Log& log) {
    std::vector<exchange::Folder> folders;
    for (const server::WatchedFolder& one : settings.folders) {
        exchange::TakeFile take = exchange::take_as(one.peer, gateway.intake(), gateway.desks(), [&gateway] { return gateway.peers(); });
        TRY(exchange::Folder folder, exchange::Folder::open({.root = one.folder, .most_bytes = settings.http.limits.body_bytes}, std::move(take)));
        folders.push_back(std::move(folder));
        log.event(is_known(*gateway.peers(), one.peer) ? "folder-watched" : "folder-without-peer", {{"peer", one.peer}});
    }
    if (folders.empty()) {
        return std::unique_ptr<exchange::FolderWatch>();
    }
    const auto tell = [&log](const std::filesystem::path& root, const diag::Error& error) {
        log.event("folder-failed", {{"problem", diag::row(error.message).id}, {"folder", root.string()}});
    };
    return std::make_unique<exchange::FolderWatch>(std::move(folders), between_looks, tell);
}

} // namespace renkei::cli
