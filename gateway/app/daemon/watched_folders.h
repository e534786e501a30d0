// The watched folders of the configuration: a file that a peer puts there is submitted as if the peer had
// sent it.
#pragma once

#include "gateway/network/folders/folder_watcher.h"
#include "gateway/network/runtime/log.h"
#include "gateway/network/server/server_context.h"
#include "gateway/network/server/settings/settings.h"

#include <atomic>
#include <memory>

namespace renkei::daemon {

// Null: none is configured. Server context and log outlive it, and so does `ignored`: the number of files
// that are not submitted.
diag::Result<std::unique_ptr<folders::FolderWatcher>> watch_folders(const server::Settings& settings,
                                                                    server::ServerContext& gateway,
                                                                    std::atomic<std::size_t>& ignored,
                                                                    runtime::Log& log);

// The number of folders whose files wait because their peer is unknown or revoked.
std::size_t count_disabled_folders(const server::Settings& settings, const policy::PeerList& peers);

} // namespace renkei::daemon
