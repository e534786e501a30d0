#include "gateway/exchange/folder_watch.h"

#include <typeinfo>

namespace renkei::exchange {

FolderWatch::FolderWatch(std::vector<Folder> folders, std::chrono::milliseconds every, OnProblem on_problem)
    : every_(every), on_problem_(std::move(on_problem)) {
    for (Folder& folder : folders) {
        folders_.push_back({.folder = std::move(folder)});
    }
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

FolderWatch::~FolderWatch() {
    thread_.request_stop();
    thread_.join();
}

// The boundary of the thread: what a library throws ends this look at this folder.
diag::Result<std::size_t> FolderWatch::look(Folder& folder) const {
    try {
        const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
        return folder.scan(now, on_problem_);
    } catch (const std::exception& thrown) {
        return diag::fail(diag::Message::folder_unusable, {}, {typeid(thrown).name()});
    }
}

void FolderWatch::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        for (Watched& watched : folders_) {
            const diag::Result<std::size_t> finished = look(watched.folder);
            const std::optional<diag::Message> trouble = finished ? std::nullopt : std::optional(finished.error().message);
            if (trouble && trouble != watched.trouble && on_problem_) {
                on_problem_(watched.folder.root(), finished.error());
            }
            watched.trouble = trouble;
        }
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, every_, [] { return false; });
    }
}

} // namespace renkei::exchange
