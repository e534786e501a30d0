#include "gateway/cli/store_watch.h"

namespace renkei::cli {

void StoreWatch::look() {
    const store::Health now = store_.health();
    const bool is_writable = now.problem.empty(); // that nothing was tried for a while is no recovery
    if (is_writable == is_writable_) {
        return;
    }
    is_writable_ = is_writable;
    if (is_writable) {
        log_.event("store-writes-again");
    } else {
        log_.event("store-failed", {{"text", now.problem}}); // the database's own words, in which no value of a row is
    }
}

} // namespace renkei::cli
