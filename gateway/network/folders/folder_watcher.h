// Scans the watched folders at an interval. Owns one thread.
#pragma once

#include "gateway/network/folders/watched_folder.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace renkei::folders {

class FolderWatcher {
public:
    // A problem is reported once until it is gone or another one follows.
    FolderWatcher(std::vector<WatchedFolder> folders, std::chrono::milliseconds every, OnProblem on_problem);
    ~FolderWatcher(); // ends after the file that it works on

private:
    void run(const std::stop_token& stop);
    diag::Result<std::size_t> scan_one(WatchedFolder& folder) const;

    struct Watched {
        WatchedFolder folder;
        std::optional<diag::Message> problem{};
    };
    std::vector<Watched> folders_;
    std::chrono::milliseconds every_;
    OnProblem on_problem_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

} // namespace renkei::folders
