// What is looked at once a second, and logged when it changes: the store (do writes succeed, is it damaged,
// were its files moved, which ends the gateway, is the clock behind the newest record about a person) and the
// key file.
#pragma once

#include "gateway/network/runtime/log.h"
#include "gateway/network/store/store.h"

#include <atomic>
#include <filesystem>
#include <functional>

namespace renkei::daemon {

class StoreWatch {
public:
    // both outlive it
    StoreWatch(const store::Store& store, runtime::Log& log, std::function<void()> when_moved = {})
        : store_(store),
          log_(log),
          when_moved_(std::move(when_moved)) {}
    // Called once a second.
    void check();
    diag::Result<void> check_clock(); // likewise; may wait for the store

private:
    void report_moved(const std::string& why);

    const store::Store& store_;
    runtime::Log& log_;
    std::function<void()> when_moved_; // once
    bool is_moved_ = false;            // as it was logged
    bool is_writable_ = true;          // as last logged
    bool is_damaged_ = false;          // likewise
    bool is_behind_ = false;           // likewise
    std::uint64_t failures_ = 0;       // counted at the last check
};

// The gateway serves with the keys in memory; but without the file it could not start again, and what is in
// the store would be lost with the last copy of it.
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
