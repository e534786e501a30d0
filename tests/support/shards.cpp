// Part of every test program. A process that a test starts may be the program itself with one test to run: it
// must not inherit the shard that its parent runs, or that test falls into another shard and nothing is run.
#include <gtest/gtest.h>

#include <cstdlib>

namespace {

class LeaveShardsToThisProcess : public testing::Environment {
    void SetUp() override { // GoogleTest chose this process's tests before
        for (const char* const name : {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX"}) {
            ::unsetenv(name);
        }
    }
};

[[maybe_unused]] const testing::Environment* const leaves_shards =
    testing::AddGlobalTestEnvironment(new LeaveShardsToThisProcess);

} // namespace
