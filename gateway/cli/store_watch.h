// Tells in the log when the store cannot be written any more, and why, and when it can again.
#pragma once

#include "gateway/http/log.h"
#include "gateway/store/store.h"

namespace renkei::cli {

class StoreWatch {
public:
    StoreWatch(const store::Store& store, http::Log& log) : store_(store), log_(log) {} // both outlive it
    // For a clock. What was over again before it could be seen is not told.
    void look();

private:
    const store::Store& store_;
    http::Log& log_;
    bool is_writable_ = true; // as it was told
};

} // namespace renkei::cli
