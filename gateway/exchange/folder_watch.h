// Looks into the drop folders again and again. Owner of one thread.
#pragma once

#include "gateway/exchange/folder.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace renkei::exchange {

class FolderWatch {
public:
    // What is wrong is told once, until it works again or something else is wrong.
    FolderWatch(std::vector<Folder> folders, std::chrono::milliseconds every, OnProblem on_problem);
    ~FolderWatch(); // ends after the file that it works on

private:
    void run(const std::stop_token& stop);
    diag::Result<std::size_t> look(Folder& folder) const;

    struct Watched {
        Folder folder;
        std::optional<diag::Message> trouble{};
    };
    std::vector<Watched> folders_;
    std::chrono::milliseconds every_;
    OnProblem on_problem_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

} // namespace renkei::exchange
