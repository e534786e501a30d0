#include "gateway/app/daemon/signals.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace renkei::daemon::core_dumps_test {
namespace {

enum Left : int { nothing = 0, a_limit = 1, dumpable = 2 };

TEST(CoreDumps, are_disabled_and_the_process_is_not_readable_by_others) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        disable_core_dumps();
        rlimit core{};
        ::getrlimit(RLIMIT_CORE, &core);
        ::_exit((core.rlim_cur != 0 || core.rlim_max != 0 ? a_limit : nothing) |
                (::prctl(PR_GET_DUMPABLE) != 0 ? dumpable : nothing));
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), nothing);
}

} // namespace
} // namespace renkei::daemon::core_dumps_test
