#include "gateway/core/base/user_cache.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

namespace renkei::base::user_cache_test {
namespace {

class UserCache : public testing::Test {
protected:
    void SetUp() override {
        if (const char* const value = std::getenv("HOME"); value != nullptr) {
            home = value;
        }
        ::setenv("HOME", "/home/user", 1);
    }
    void TearDown() override {
        ::unsetenv("XDG_CACHE_HOME");
        if (home) {
            ::setenv("HOME", home->c_str(), 1);
        } else {
            ::unsetenv("HOME");
        }
    }

    static std::filesystem::path with(const char* cache_home) {
        ::setenv("XDG_CACHE_HOME", cache_home, 1);
        return cached_file("name");
    }

    std::optional<std::string> home;
};

TEST_F(UserCache, IsWhereTheUserSays) { EXPECT_EQ(with("/var/cache/user"), "/var/cache/user/renkei/name"); }

TEST_F(UserCache, IsBelowTheHomeWhereTheVariableIsEmptyOrRelative) {
    EXPECT_EQ(with(""), "/home/user/.cache/renkei/name");
    EXPECT_EQ(with("cache"), "/home/user/.cache/renkei/name");
    EXPECT_EQ(with("./cache"), "/home/user/.cache/renkei/name");
}

TEST_F(UserCache, IsNoneWithoutAHome) {
    ::setenv("HOME", "", 1);
    EXPECT_TRUE(with("").empty());
    EXPECT_TRUE(with("cache").empty());
    ::unsetenv("HOME");
    EXPECT_TRUE(with("cache").empty());
}

} // namespace
} // namespace renkei::base::user_cache_test
