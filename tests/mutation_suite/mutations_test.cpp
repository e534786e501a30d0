// The changes of the mutation suite: every kind finds a place, and is drawn the same way each
// time.
#include "gateway/core/base/file.h"

#include "tests/mutation_suite/corpus.h"
#include "tests/mutation_suite/verdicts.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace renkei::mutation::mutations_test {
namespace {

// Something of everything that a kind of change looks for.
const Json& everything() {
    static const Json document = Json::parse(
        R"({"resourceType":"Bundle","type":"document","timestamp":"2026-04-01T10:00:00Z","identifier":{"system":"http://x.jp/s","value":"1"},
        "entry":[{"fullUrl":"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0","resource":{"resourceType":"Observation","id":"a","status":"final",
            "text":{"status":"generated","div":"<div>x</div>"},
            "contained":[{"resourceType":"Questionnaire","id":"c","derivedFrom":["http://x.jp/q"],"item":[{"linkId":"1","type":"string","required":true}]}],
            "extension":[{"url":"http://x.jp/e","valueString":"x"},{"url":"http://x.jp/f","valueBoolean":true}],
            "code":{"coding":[{"system":"http://loinc.org","code":"1","display":"one"},{"system":"http://x.jp/c","code":"2"}]},
            "subject":{"reference":"Patient/1"},"effectivePeriod":{"start":"2026-04-01","end":"2026-04-02"},"valueQuantity":{"value":3,"unit":"mg"}}},
          {"fullUrl":"urn:uuid:1c3151bd-1cbf-4d64-b04d-cd9187a4c6e0","resource":{"resourceType":"DocumentReference","content":[{"attachment":{"contentType":"text/plain","data":"YWJj"}}]}}]})");
    return document;
}

const Json& alone() {
    static const Json document = Json::parse(
        R"({"resourceType":"Patient","id":"p","birthDate":"1940-01-01","text":{"status":"generated","div":"<div>x</div>"}})");
    return document;
}

TEST(A_change_of_a_document, of_every_kind_finds_a_place) {
    const Json empty = Json::parse(R"({"resourceType":"Bundle","type":"collection"})");
    for (const std::string_view kind : kinds()) {
        bool found = false;
        for (std::uint64_t seed = 1; seed < 20 && !found; ++seed) {
            Random random(seed);
            found = mutate(everything(), kind, random) || mutate(alone(), kind, random) ||
                    mutate(empty, kind, random);
        }
        EXPECT_TRUE(found) << kind;
    }
}

TEST(A_change_of_a_document, has_a_name_of_its_own) {
    const auto names = kinds();
    EXPECT_EQ(std::set<std::string_view>(names.begin(), names.end()).size(), names.size());
}

TEST(A_change_of_a_document, is_drawn_the_same_way_each_time) {
    const std::vector<Original> documents{{"a/all.json", everything()}, {"p.json", alone()}};
    const auto once = draw(documents, 60, 7);
    const auto again = draw(documents, 60, 7);
    ASSERT_EQ(once.size(), 60U);
    for (std::size_t i = 0; i < once.size(); ++i) {
        EXPECT_EQ(once[i].mutant.text, again[i].mutant.text);
    }
}

TEST(A_change_of_a_document, hangs_on_no_other_document) {
    const auto both = draw({{"a/all.json", everything()}, {"p.json", alone()}}, 60, 7);
    const auto one = draw({{"p.json", alone()}}, 5, 7);
    for (const Case& each : one) {
        EXPECT_TRUE(std::ranges::any_of(both, [&](const Case& other) {
            return other.mutant.text == each.mutant.text;
        })) << each.mutant.kind;
    }
}

// A folder with verdicts and lists as they are in these texts.
class Verdicts {
public:
    Verdicts(const std::string& ours, const std::string& theirs, const std::string& known)
        : folder_(
              fs::path(RENKEI_BINARY) /
              ("verdicts-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
        fs::create_directories(folder_);
        write("cases.tsv", "0\tp.json\t\t\n1\tp.json\tremove\tPatient.id\n2\tp.json\ttype-small\tPatient\n");
        write("ours.tsv", "0\tnone\t\n1\tnone\t\n2\t" + ours + "\tV002\n");
        write("theirs.tsv", "0\tnone\t\n1\tnone\t\n2\t" + theirs + "\tx\n");
        write("known_differences.tsv", known);
        write("reasons.tsv",
              known.empty() ? "" : "small\tours\thttps://hl7.org/fhir/R4/json.html\tbecause\n");
    }
    ~Verdicts() { fs::remove_all(folder_); }
    Comparison compared() const { return compare(folder_, folder_); }

private:
    void write(const char* name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
    fs::path folder_;
};

TEST(Two_verdicts, that_agree_are_counted) {
    const Comparison found = Verdicts("error", "error", "").compared();
    EXPECT_EQ(found.compared, 2U);
    EXPECT_EQ(found.agreed, 2U);
    EXPECT_TRUE(found.faults.empty());
}

TEST(Two_verdicts, that_differ_are_a_fault_unless_they_are_listed) {
    EXPECT_EQ(Verdicts("error", "none", "").compared().faults.size(), 1U);
    const Comparison listed = Verdicts("error", "none", "small\tp.json\ttype-small\tPatient\n").compared();
    EXPECT_TRUE(listed.faults.empty());
    EXPECT_EQ(listed.agreed, 1U);
    EXPECT_EQ(listed.by_reason.at("small"), 1U);
}

TEST(Two_verdicts, that_are_listed_must_differ) {
    EXPECT_FALSE(
        Verdicts("error", "error", "small\tp.json\ttype-small\tPatient\n").compared().faults.empty());
}

TEST(Two_verdicts, are_listed_only_of_cases_that_there_are) {
    EXPECT_FALSE(
        Verdicts("error", "none", "small\tp.json\ttype-small\tPatient\nsmall\tq.json\tremove\tPatient\n")
            .compared()
            .faults.empty());
}

} // namespace
} // namespace renkei::mutation::mutations_test
