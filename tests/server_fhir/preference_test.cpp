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

TEST(Preference, of_strict_handling_is_not_read_into_other_words) {
    Site site;
    site.submit(documents::admission());
    const std::string path = "/fhir/Observation?patient.identifier=" + person() + "&note=b";
    EXPECT_EQ(site.get(path, "manager", {{"Prefer", "respond-async, handling=strict"}}).status, 400);
    EXPECT_EQ(site.get(path, "manager", {{"Prefer", "x-handling=strict"}}).status, 200);
}

} // namespace
} // namespace renkei::server::preference_test
