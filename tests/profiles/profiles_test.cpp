#include "gateway/fhir/profiles/generate_snapshot.h"
#include "gateway/fhir/profiles/profiles.h"

#include "tests/profiles/kit.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace renkei::profiles::test::profiles_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Json version(std::string_view version, int min) {
    Json out = profile("p", "Patient", "[]");
    out["version"] = version;
    out["differential"]["element"].push_back({{"path", "Patient.name"}, {"min", min}});
    return out;
}

TEST(Profiles, are_found_by_canonical_version_and_type) {
    const Defined defined(version("1.0", 1), version("2.0", 2));
    EXPECT_EQ(defined.element("http://x.jp/p", "Patient.name").min, 2U);
    EXPECT_EQ(defined.element("http://x.jp/p|1.0", "Patient.name").min, 1U);
    EXPECT_EQ(defined.profiles().find("http://x.jp/p|3.0"), nullptr);
    EXPECT_EQ(&defined["Patient"], &defined["http://hl7.org/fhir/StructureDefinition/Patient|4.0.1"]);
    EXPECT_EQ(defined.profiles().find("Pattient"), nullptr);
    EXPECT_EQ(defined.profiles().find(""), nullptr);
}

TEST(Profiles, stay_where_they_are) {
    const Defined defined(version("1.0", 1));
    const Structure* first = defined.profiles().find("http://x.jp/p");
    EXPECT_EQ(defined.profiles().find("http://x.jp/p|1.0"), first);
    EXPECT_EQ(first->resource->url, "http://x.jp/p");
    EXPECT_EQ(first->resource->version, "1.0");
}

TEST(Problems, of_what_is_not_loaded_say_so) {
    const Defined defined;
    EXPECT_THAT(defined.problems("http://x.jp/none"), ElementsAre("profile-not-found"));
    EXPECT_THAT(defined.problems("Patient"), IsEmpty());
}

TEST(Profiles, may_be_used_by_several_threads) {
    std::vector<Json> chain;
    for (int i = 0; i < 20; ++i) {
        Json it =
            profile("p" + std::to_string(i), "Patient", R"([{"path": "Patient.name.family", "min": 1}])");
        chain.push_back(i == 0 ? it : upon("http://x.jp/p" + std::to_string(i - 1), it));
    }
    const Defined defined(chain);
    std::vector<std::vector<const Structure*>> found(8);
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < found.size(); ++t) {
            threads.emplace_back([&, t] {
                for (std::size_t i = 0; i < 20; ++i) {
                    const std::size_t which = t % 2 == 0 ? i : 19 - i;
                    found[t].push_back(defined.profiles().find("http://x.jp/p" + std::to_string(which)));
                    (void)defined.profiles().problems("http://x.jp/none");
                }
            });
        }
    }
    for (std::size_t t = 0; t < found.size(); ++t) {
        for (std::size_t i = 0; i < 20; ++i) {
            const std::size_t which = t % 2 == 0 ? i : 19 - i;
            ASSERT_NE(found[t][i], nullptr);
            EXPECT_EQ(found[t][i], defined.profiles().find("http://x.jp/p" + std::to_string(which)));
        }
    }
}

TEST(A_generated_definition, has_its_snapshot_before_the_differential_and_all_else_as_written) {
    const Json written = profile("p", "Period", R"([{"path": "Period.start", "min": 1}])");
    const Defined defined(written);
    const Json made = Json::parse(defined["http://x.jp/p"].tree().input());
    std::vector<std::string> keys;
    for (const auto& [key, value] : made.items()) {
        keys.push_back(key);
    }
    EXPECT_EQ(keys[keys.size() - 2], "snapshot");
    EXPECT_EQ(keys.back(), "differential");
    Json rest = made;
    rest.erase("snapshot");
    EXPECT_EQ(rest, written);
    const Json& start = made["snapshot"]["element"][3];
    EXPECT_EQ(start["id"], "Period.start");
    EXPECT_EQ(start["min"], 1);
    EXPECT_EQ(start["condition"], Json::parse(R"(["per-1"])"));
}

TEST(A_generated_definition, loses_an_old_snapshot) {
    Json written = profile("p", "Period", R"([{"path": "Period.start", "min": 1}])");
    written["snapshot"]["element"] = Json::parse(R"([{"path": "Period", "short": "old"}])");
    const Defined r4;
    packages::Library library(r4_defs());
    library.add(image_of({written}));
    const packages::Resource* definition = library.find("StructureDefinition", "http://x.jp/p");
    ASSERT_NE(definition, nullptr);
    const FindStructure find = [&](std::string_view canonical) { return r4.profiles().find(canonical); };
    diag::Report report;
    const auto made = generate_snapshot(*definition, {r4.profiles().find("Period"), find, r4_defs()}, report);
    ASSERT_TRUE(made);
    EXPECT_TRUE(report.empty());
    EXPECT_EQ(made->find("old"), std::string::npos);
    EXPECT_EQ(Json::parse(*made)["snapshot"]["element"].size(), 5U);
}

} // namespace
} // namespace renkei::profiles::test::profiles_test
