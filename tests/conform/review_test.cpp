// The kit that the build made is the one that was reviewed: fixtures/findings.txt, kit.sha256 and one bundle
// of each form. RENKEI_RENEW_FIXTURES=1 writes what was made there instead of comparing: look at the
// difference before you keep it.
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/conform/kit/kit_maker.h"

#include "tests/conform/golden.h"
#include "tests/conform/kit.h"
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <sstream>

namespace renkei::review_test {
namespace {

const fs::path made = RENKEI_BINARY "/kit";
const fs::path reviewed = RENKEI_SOURCE "/fixtures";

bool is_renewed() { return std::getenv("RENKEI_RENEW_FIXTURES") != nullptr; }

std::set<std::string> lines_of(const std::string& text) {
    std::set<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        out.insert(line);
    }
    return out;
}

// "- old", "+ new", at most a screen of them.
std::string changed_lines(const std::string& before, const std::string& after) {
    constexpr int most = 40;
    std::string out;
    int count = 0;
    const auto add = [&](const char* sign, const std::set<std::string>& lines,
                         const std::set<std::string>& others) {
        for (const std::string& each : lines) {
            if (!others.contains(each) && ++count <= most) {
                out += sign + each + "\n";
            }
        }
    };
    add("- ", lines_of(before), lines_of(after));
    add("+ ", lines_of(after), lines_of(before));
    return count > most ? out + "… " + std::to_string(count - most) + " more\n" : out;
}

void compare_lines(std::string_view name) {
    const std::string found = test::read(made / name);
    if (is_renewed()) {
        test::write(reviewed / name, found);
        return;
    }
    const std::string expected = test::read(reviewed / name);
    EXPECT_TRUE(found == expected) << changed_lines(expected, found);
}

// Names of the golden bundles below a folder.
std::set<std::string> goldens(const fs::path& folder) {
    std::set<std::string> out;
    for (const fs::directory_entry& each : fs::recursive_directory_iterator(folder)) {
        if (each.path().filename() == conform::golden_name) {
            out.insert(fs::relative(each.path(), folder).string());
        }
    }
    return out;
}

TEST(Review, knows_the_findings_of_every_case) { compare_lines(conform::findings_name); }

TEST(Review, knows_every_derived_file) { compare_lines(conform::hashes_name); }

TEST(Review, has_one_bundle_of_every_form) {
    std::set<std::string> wanted;
    for (const conform::ConformCase& each : test::kit().cases) {
        wanted.insert(each.form + "/" + std::string(conform::golden_name));
    }
    EXPECT_EQ(goldens(made), wanted);
    if (is_renewed()) {
        GTEST_SKIP() << "the bundles are renewed";
    }
    EXPECT_EQ(goldens(reviewed), wanted);
}

TEST(Review, knows_the_content_of_these_bundles) {
    for (const std::string& name : goldens(made)) {
        const std::string found = test::read(made / name);
        if (is_renewed()) {
            test::write(reviewed / name, found);
        } else if (fs::exists(reviewed / name)) {
            EXPECT_EQ(test::changes_of(test::read(reviewed / name), found), "") << name;
            EXPECT_EQ(test::changes_of(test::read(test::kit().folder / name), found), "") << name;
        }
    }
}

// The hashes are those of the files that lie in the build.
TEST(Review, is_of_the_kit_in_the_build) {
    std::istringstream in(test::read(made / conform::hashes_name));
    std::string hash;
    std::string name;
    std::size_t count = 0;
    while (in >> hash >> name) {
        EXPECT_EQ(resources::sha256_hex(test::read(test::kit().folder / name)), hash) << name;
        ++count;
    }
    EXPECT_GT(count, 500U);
}

TEST(Changes, are_named_by_their_place_in_the_document) {
    const std::string before = R"({"resourceType":"Bundle","id":"a","entry":[
        {"fullUrl":"urn:1","resource":{"resourceType":"Patient","birthDate":"1942-03-03","active":true}},
        {"fullUrl":"urn:2","resource":{"resourceType":"Goal","id":"g"}}]})";
    const std::string after = R"({"resourceType":"Bundle","id":"b","entry":[
        {"fullUrl":"urn:3","resource":{"resourceType":"Condition","id":"c"}},
        {"fullUrl":"urn:1","resource":{"birthDate":"1942-03-04","resourceType":"Patient","name":[{"text":"x"}]}}]})";
    EXPECT_EQ(test::changes_of(before, before), "");
    EXPECT_EQ(test::changes_of(before, after), "Bundle.id: a -> b\n"
                                               "Patient.active (urn:1): true -> nothing\n"
                                               "Patient.birthDate (urn:1): 1942-03-03 -> 1942-03-04\n"
                                               "Patient.name[0].text (urn:1): nothing -> x\n"
                                               "Goal (urn:2): a resource -> nothing\n"
                                               "Condition (urn:3): nothing -> a resource\n");
}

TEST(Changes, are_of_order_where_nothing_else_is_another) {
    const std::string one = R"({"entry":[{"fullUrl":"urn:1"},{"fullUrl":"urn:2"}]})";
    const std::string other = R"({"entry":[{"fullUrl":"urn:2"},{"fullUrl":"urn:1"}]})";
    EXPECT_EQ(test::changes_of(one, other), "Bundle.entry: another order\n");
    EXPECT_EQ(test::changes_of(R"({"id":"a","type":"b"})", R"({"type":"b","id":"a"})"), "");
}

} // namespace
} // namespace renkei::review_test
