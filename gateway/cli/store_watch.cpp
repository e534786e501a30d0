#include "gateway/cli/store_watch.h"

namespace renkei::cli {

void StoreWatch::look() {
    const store::Health now = store_.health();
    if (now.writable == is_writable_) {
        return;
    }
    is_writable_ = now.writable;
    if (now.writable) {
        log_.event("store-writes-again");
    } else {
        log_.event("store-failed", {{"text", now.problem}}); // the database's own words, in which no value of a row is
    }
}

} // namespace renkei::cli
