#include "gateway/app/cli/progress.h"

#include "gateway/app/cli/terminal.h"

#include <fmt/format.h>

namespace renkei::cli {

void Progress::show(std::size_t done) {
    constexpr std::size_t width = 40;
    if (all_ < 2 || !error_is_terminal()) {
        return;
    }
    const std::size_t part = width * done / all_;
    print_error(fmt::format("\r[{:#<{}}{:.<{}}] {}/{}", "", part, "", width - part, done, all_));
    is_shown_ = true;
}

void Progress::clear() {
    if (is_shown_) {
        print_error("\r\033[K");
        is_shown_ = false;
    }
}

} // namespace renkei::cli
