// Logs that the key file was removed while the gateway runs, and that it was restored. The gateway serves
// with the keys in memory; but it could not start again, and what is in the store would be lost with the last
// copy of the file.
#pragma once

#include "gateway/network/runtime/log.h"

#include <atomic>
#include <filesystem>

namespace renkei::daemon {

class KeyFileWatch {
public:
    // `log` outlives it
    KeyFileWatch(std::filesystem::path file, runtime::Log& log) : file_(std::move(file)), log_(log) {}
    // Called once a second.
    void check();
    bool is_missing() const { return is_missing_; }

private:
    const std::filesystem::path file_;
    runtime::Log& log_;
    std::atomic<bool> is_missing_ = false; // as it was logged
};

} // namespace renkei::daemon
