#include "gateway/cli/no_core.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace renkei::cli::no_core_test {
namespace {

enum Left : int { nothing = 0, a_limit = 1, dumpable = 2 };

TEST(NoCore, is_left_and_no_other_program_of_the_user_may_look_into_the_process) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        leave_no_core();
        rlimit core{};
        ::getrlimit(RLIMIT_CORE, &core);
        ::_exit((core.rlim_cur != 0 || core.rlim_max != 0 ? a_limit : nothing) | (::prctl(PR_GET_DUMPABLE) != 0 ? dumpable : nothing));
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), nothing);
}

} // namespace
} // namespace renkei::cli::no_core_test
