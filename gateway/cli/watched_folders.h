// The drop folders of the configuration: what a peer puts there is taken in as if it had sent it.
#pragma once

#include "gateway/folders/folder_watcher.h"
#include "gateway/server/gateway.h"
#include "gateway/http/log.h"
#include "gateway/server/settings.h"

#include <atomic>
#include <memory>

namespace renkei::cli {

// Null: there are none. Gateway and log outlive it, and so does `ignored`: how many files lie there that are not taken.
diag::Result<std::unique_ptr<folders::FolderWatcher>> watch_folders(const server::Settings& settings, server::Gateway& gateway, std::atomic<std::size_t>& ignored, http::Log& log);

// How many of them wait because their peer is not there or revoked.
std::size_t count_shut(const server::Settings& settings, const policy::PeerList& peers);

} // namespace renkei::cli
