#include "tests/support/child.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace renkei::test {

ChildEnd run_child(const std::string& test,
                   const std::vector<std::pair<std::string, std::string>>& environment) {
    const std::string filter = "--gtest_filter=" + test;
    const pid_t child = ::fork();
    if (child == 0) {
        for (const auto& [name, value] : environment) {
            ::setenv(name.c_str(), value.c_str(), 1);
        }
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDOUT_FILENO);
        ::execl("/proc/self/exe", "test", filter.c_str(), "--gtest_also_run_disabled_tests", nullptr);
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return {.was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
            .status = WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

} // namespace renkei::test
