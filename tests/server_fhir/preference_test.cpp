#include "gateway/network/server/parameters.h"

#include "tests/server_fhir/kit.h"

namespace renkei::server::preference_test {
namespace {

bool is_strict(const Pairs& headers) { return prefers({.headers = headers}, "handling", "strict"); }

TEST(Preference, is_one_of_a_list) {
    for (const std::string prefer :
         {"handling=strict", "respond-async, handling=strict", "Handling = Strict",
          "handling=\"strict\"; for=search, wait=10", "wait=10;handling=lenient, handling=strict"}) {
        EXPECT_TRUE(is_strict({{"prefer", prefer}})) << prefer;
    }
    EXPECT_TRUE(is_strict({{"Prefer", "wait=10"}, {"Prefer", "handling=strict"}}))
        << "however many headers it stands in";
}

TEST(Preference, is_nothing_that_only_looks_like_it) {
    for (const std::string prefer :
         {"", "handling", "handling=stricter", "x-handling=strict", "note=\"a, handling=strict, b\"",
          "note=\"\\\", handling=strict\"", "wait=10;handling=strict"}) {
        EXPECT_FALSE(is_strict({{"Prefer", prefer}})) << prefer;
    }
    EXPECT_FALSE(is_strict({}));
}

TEST(Preference, is_the_first_of_its_name) {
    EXPECT_FALSE(is_strict({{"Prefer", "handling=lenient, handling=strict"}}));
    EXPECT_FALSE(is_strict({{"Prefer", "handling=lenient"}, {"Prefer", "handling=strict"}}));
}

} // namespace
} // namespace renkei::server::preference_test
