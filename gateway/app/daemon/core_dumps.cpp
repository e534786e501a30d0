#include "gateway/app/daemon/core_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace renkei::daemon {

// Either prevents the kernel's own core files. The limit of 0 is visible to operators; a core_pattern handler
// respects only the first.
void disable_core_dumps() {
    constexpr rlimit none{.rlim_cur = 0, .rlim_max = 0};
    ::prctl(PR_SET_DUMPABLE, 0);
    ::setrlimit(RLIMIT_CORE, &none);
}

} // namespace renkei::daemon
