#include "gateway/cli/no_core.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace renkei::cli {

// Either is enough for the kernel's own files; a limit of 0 is what people look for, and a handler of cores (core_pattern) asks only the first.
void leave_no_core() {
    constexpr rlimit none{.rlim_cur = 0, .rlim_max = 0};
    ::prctl(PR_SET_DUMPABLE, 0);
    ::setrlimit(RLIMIT_CORE, &none);
}

} // namespace renkei::cli
