// Logs when the store cannot be written any more, and why, and when it can again; that it is damaged, and that its files are not in
// their place any more, which ends the gateway.
#pragma once

#include "gateway/http/log.h"
#include "gateway/store/store.h"

#include <functional>

namespace renkei::cli {

class StoreWatch {
public:
    StoreWatch(const store::Store& store, http::Log& log, std::function<void()> when_moved = {}) // both outlive it
        : store_(store), log_(log), when_moved_(std::move(when_moved)) {}
    // For a clock.
    void look();

private:
    void look_moved(const std::string& why);

    const store::Store& store_;
    http::Log& log_;
    std::function<void()> when_moved_; // once
    bool is_moved_ = false;            // as it was logged
    bool is_writable_ = true; // as it was told
    bool is_damaged_ = false; // likewise
    std::uint64_t failures_ = 0; // that were told of, one for all
};

} // namespace renkei::cli
