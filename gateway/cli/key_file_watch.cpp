#include "gateway/cli/key_file_watch.h"

#include "gateway/cli/site.h"

namespace renkei::cli {

void KeyFileWatch::look() {
    const bool is_missing = !may_be_there(file_);
    if (is_missing_.exchange(is_missing) != is_missing) {
        log_.event(is_missing ? "key-file-missing" : "key-file-back", {{"file", file_.string()}});
    }
}

} // namespace renkei::cli
