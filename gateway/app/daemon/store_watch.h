// Logs when writes to the store fail and when they succeed again, that the store is damaged, that its files
// were moved, which ends the gateway, and that the clock is behind the newest record about a person.
#pragma once

#include "gateway/network/runtime/log.h"
#include "gateway/network/store/store.h"

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

} // namespace renkei::daemon
