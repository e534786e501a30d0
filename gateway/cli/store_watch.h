// Tells in the log when the store cannot be written any more, and why, and when it can again; and that it is damaged.
#pragma once

#include "gateway/http/log.h"
#include "gateway/store/store.h"

namespace renkei::cli {

class StoreWatch {
public:
    StoreWatch(const store::Store& store, http::Log& log) : store_(store), log_(log) {} // both outlive it
    // For a clock.
    void look();

private:
    const store::Store& store_;
    http::Log& log_;
    bool is_writable_ = true; // as it was told
    bool is_damaged_ = false; // likewise
    std::uint64_t failures_ = 0; // that were told of, one for all
};

} // namespace renkei::cli
