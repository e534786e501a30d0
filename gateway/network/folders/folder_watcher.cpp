#include "gateway/network/folders/folder_watcher.h"

#include "generated/messages/exchange.h"

#include <typeinfo>

namespace renkei::folders {

FolderWatcher::FolderWatcher(std::vector<WatchedFolder> folders, std::chrono::milliseconds every,
                             OnProblem on_problem)
    : every_(every),
      on_problem_(std::move(on_problem)) {
    for (WatchedFolder& folder : folders) {
        folders_.push_back({.folder = std::move(folder)});
    }
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

FolderWatcher::~FolderWatcher() {
    thread_.request_stop();
    thread_.join();
}

// The boundary of the thread: what a library throws ends this look at this folder.
diag::Result<std::size_t> FolderWatcher::scan_one(WatchedFolder& folder) const {
    try {
        const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                             std::chrono::steady_clock::now().time_since_epoch())
                             .count();
        return folder.scan(now, on_problem_);
    } catch (const std::exception& thrown) {
        return diag::fail(diag::message::folder_unusable, {}, {typeid(thrown).name()});
    }
}

void FolderWatcher::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        for (Watched& watched : folders_) {
            const diag::Result<std::size_t> finished = scan_one(watched.folder);
            const std::optional<diag::Message> problem =
                finished ? std::nullopt : std::optional(finished.error().message);
            if (problem && problem != watched.problem && on_problem_) {
                on_problem_(watched.folder.root(), finished.error());
            }
            watched.problem = problem;
        }
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, every_, [] { return false; });
    }
}

} // namespace renkei::folders
