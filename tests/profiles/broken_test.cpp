// Definitions that are wrong or hostile: a clear finding, soon.
#include "gateway/fhir/profiles/generate_snapshot.h"
#include "generated/messages/profiles.h"

#include "tests/profiles/kit.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace renkei::profiles::test::broken_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view p = "http://x.jp/p";

bool is_usable(const Defined& defined, std::string_view canonical) {
    return defined.profiles().find(canonical) != nullptr;
}

TEST(A_definition_without_elements, cannot_be_used) {
    Json bare = profile("p", "Patient", "[]");
    bare.erase("differential");
    Json strange = profile("q", "Patient", "[]");
    strange["differential"] = 5;
    const Defined defined(bare, strange);
    EXPECT_FALSE(is_usable(defined, p));
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-unreadable"));
    EXPECT_THAT(defined.problems("http://x.jp/q"), ElementsAre("profile-unreadable"));
}

TEST(A_missing_base, is_named) {
    const Defined defined(upon("http://x.jp/none", profile("p", "Patient", R"([{"path": "Patient"}])")));
    EXPECT_FALSE(is_usable(defined, p));
    const diag::Report report = defined.profiles().problems(p);
    ASSERT_EQ(report.total(), 1U);
    EXPECT_THAT(report.findings().front().args, ElementsAre(p, "http://x.jp/none"));
    EXPECT_EQ(report.findings().front().message, diag::message::profile_base_missing);
}

TEST(Another_version_of_the_base, is_used_and_reported) {
    const Defined defined(
        profile("q", "Patient", R"([{"path": "Patient.active", "min": 1}])"),
        upon("http://x.jp/q|7", profile("p", "Patient", R"([{"path": "Patient.name", "min": 1}])")));
    EXPECT_EQ(cardinality(defined.element(p, "Patient.active")), "1..1");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-base-other-version"));
}

TEST(A_circle_of_bases, is_named_with_all_in_it) {
    const auto circle = [](const char* name, const char* base) {
        return upon(base, profile(name, "Patient", R"([{"path": "Patient"}])"));
    };
    const Defined defined(circle("p", "http://x.jp/q"), circle("q", "http://x.jp/r"),
                          circle("r", "http://x.jp/p"), circle("self", "http://x.jp/self"));
    EXPECT_FALSE(is_usable(defined, p));
    const diag::Report report = defined.profiles().problems(p);
    ASSERT_TRUE(report.has(diag::message::profile_cycle));
    EXPECT_THAT(report.findings().front().args,
                ElementsAre("http://x.jp/p > http://x.jp/q > http://x.jp/r > http://x.jp/p"));
    EXPECT_FALSE(is_usable(defined, "http://x.jp/self"));
    EXPECT_TRUE(defined.profiles().problems("http://x.jp/self").has(diag::message::profile_cycle));
}

TEST(A_profile_that_uses_itself, is_usable) {
    const Defined defined(profile("p", "Extension", R"([
        {"path": "Extension.extension", "sliceName": "again",
         "type": [{"code": "Extension", "profile": ["http://x.jp/p"]}]}])"));
    EXPECT_TRUE(is_usable(defined, p));
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-used-not-loaded Extension.extension:again"));
}

TEST(A_chain_of_bases, has_an_end) {
    std::vector<Json> all;
    for (int i = 0; i < 100; ++i) {
        Json link = profile("p" + std::to_string(i), "Patient", R"([{"path": "Patient"}])");
        all.push_back(i == 99 ? link : upon("http://x.jp/p" + std::to_string(i + 1), link));
    }
    const Defined defined(all);
    EXPECT_FALSE(is_usable(defined, "http://x.jp/p0"));
    EXPECT_TRUE(defined.profiles().problems("http://x.jp/p0").has(diag::message::profile_chain_long));
    EXPECT_TRUE(is_usable(defined, "http://x.jp/p90"));
}

TEST(An_unknown_path, is_named_with_what_there_is) {
    const Defined defined(profile("p", "Period", R"([
        {"path": "Period.begin", "min": 1}, {"path": "Period.start", "min": 1}, {"path": "Duration.value"},
        {"path": "Period.end.month"}, {"min": 1}])"));
    EXPECT_THAT(defined.problems(p),
                ElementsAre("profile-path-bad Duration.value", "profile-path-bad",
                            "profile-path-unknown Period.begin", "profile-path-unknown Period.end.month"));
    const diag::Report report = defined.profiles().problems(p);
    EXPECT_EQ(
        diag::to_text(report.findings()[2], diag::Language::english),
        "Period.begin: error[profile-path-unknown]: http://x.jp/p: element Period.begin is not in the base; "
        "Period has: id, extension, start, end. Left out");
    EXPECT_EQ(cardinality(defined.element(p, "Period.start")), "1..1");
}

TEST(A_duplicate_element, is_named) {
    const Defined defined(
        profile("p", "Period", R"([{"path": "Period.start", "min": 1}, {"path": "Period.start"}])"));
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-element-twice Period.start"));
}

TEST(A_differential_out_of_order, is_accepted_and_reported) {
    const Defined defined(profile("p", "Period", R"([
        {"path": "Period.end", "min": 1}, {"path": "Period.start", "min": 1}])"));
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-order Period.start"));
    EXPECT_THAT(ids(defined[p], "Period."),
                ElementsAre("Period.id", "Period.extension", "Period.start", "Period.end"));
    EXPECT_EQ(cardinality(defined.element(p, "Period.start")), "1..1");
}

TEST(Parts_of_a_wrong_shape, are_ignored) {
    const Defined defined(profile("p", "Observation", R"([
        5, "x", null, [], {},
        {"path": "Observation.status", "type": {"code": "code"}, "constraint": {"key": "a"}, "min": [1], "max": 3},
        {"path": "Observation.category", "slicing": [], "binding": [], "base": 3, "type": []},
        {"path": "Observation.code", "slicing": "open", "binding": "x", "fixedCodeableConcept": null, "type": [3, null]},
        {"path": "Observation.method", "slicing": [{"rules": 3}], "constraint": [3, {"key": {}}], "sliceName": 4},
        {"path": "Observation.value[x]", "sliceName": "", "id": 3, "contentReference": {}, "short": ["a"]},
        {"path": "..", "id": "::"}, {"path": "Observation..", "id": "Observation::.:"}])"));
    EXPECT_FALSE(defined.problems(p).empty());
    EXPECT_TRUE(is_usable(defined, p));
}

TEST(A_path_deeper_than_any_resource, is_left_out) {
    std::string path = "Questionnaire";
    for (int i = 0; i < 5000; ++i) {
        path += ".item";
    }
    const Defined defined(profile("p", "Questionnaire", R"([{"path": ")" + path + R"("}])"));
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-too-deep " + path));
}

TEST(A_snapshot_deeper_than_any_resource, is_read) {
    Json deep = profile("p", "Questionnaire", "[]");
    deep.erase("differential");
    std::string path = "Questionnaire";
    for (int i = 0; i < 3000; ++i) {
        deep["snapshot"]["element"].push_back({{"id", path}, {"path", path}});
        path += ".item";
    }
    const Defined defined(
        deep, upon(p, profile("q", "Questionnaire", R"([{"path": "Questionnaire.item", "min": 1}])")));
    EXPECT_EQ(defined[p].elements.size(), 3000U);
    EXPECT_TRUE(is_usable(defined, "http://x.jp/q"));
}

TEST(Ten_thousand_slices, are_made_in_bounded_time) {
    Json many = profile("p", "Observation", R"([{"path": "Observation.category",
        "slicing": {"discriminator": [{"type": "value", "path": "text"}], "rules": "open"}}])");
    for (int i = 0; i < 10'000; ++i) {
        many["differential"]["element"].push_back(
            {{"path", "Observation.category"}, {"sliceName", "s" + std::to_string(i)}});
    }
    const Defined defined(many);
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(ids(defined[p], "Observation.category:s").size(), 10'000U);
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10));
}

TEST(A_snapshot_that_would_grow_without_end, is_refused) {
    Json many = profile("p", "Observation", R"([{"path": "Observation.component",
        "slicing": {"discriminator": [{"type": "value", "path": "code"}], "rules": "open"}}])");
    for (int i = 0; i < 10'000; ++i) { // each with more than ten elements below it
        many["differential"]["element"].push_back(
            {{"path", "Observation.component"}, {"sliceName", "s" + std::to_string(i)}});
    }
    const Defined defined(many);
    EXPECT_FALSE(is_usable(defined, p));
    const diag::Report report = defined.profiles().problems(p);
    EXPECT_THAT(report.findings().back().args, ElementsAre(p, "10001", std::to_string(max_elements)));
    EXPECT_EQ(report.findings().back().message, diag::message::profile_too_large);
}

TEST(Profiles_that_unfold_each_other, do_not_grow_without_end) { // each level twelve times the one before
    std::vector<Json> all;
    for (int i = 0; i < 8; ++i) {
        Json level = profile("p" + std::to_string(i), "Extension", "[]");
        for (int slice = 0; slice < 12; ++slice) {
            const std::string name = "s" + std::to_string(slice);
            Json element{{"path", "Extension.extension"}, {"sliceName", name}};
            if (i > 0) {
                element["type"] = {
                    {{"code", "Extension"}, {"profile", {"http://x.jp/p" + std::to_string(i - 1)}}}};
            }
            level["differential"]["element"].push_back(element);
            level["differential"]["element"].push_back({{"path", "Extension.extension.id"}, {"max", "0"}});
        }
        all.push_back(level);
    }
    const Defined defined(all);
    const auto before = std::chrono::steady_clock::now();
    (void)defined.profiles().find("http://x.jp/p7");
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
    EXPECT_TRUE(is_usable(defined, "http://x.jp/p1"));
}

} // namespace
} // namespace renkei::profiles::test::broken_test
