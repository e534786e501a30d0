#include "gateway/app/daemon/key_file_watch.h"

#include "gateway/app/daemon/installation.h"

namespace renkei::daemon {

void KeyFileWatch::check() {
    const bool is_missing = !may_exist(file_);
    if (is_missing_.exchange(is_missing) != is_missing) {
        log_.event(is_missing ? "key-file-missing" : "key-file-back", {{"file", file_.string()}});
    }
}

} // namespace renkei::daemon
