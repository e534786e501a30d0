// R4's value sets, expanded here and as R4 published them. A set that differs is in
// expansion_exceptions.txt with the reason, and whatever is there must differ.
#include "tests/terminology/definitions.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <set>
#include <vector>

namespace renkei::terminology::expansions_test {
namespace {

using Members = std::set<std::string>;

void add_published(const nlohmann::json& parent, Members& out) {
    for (const nlohmann::json& item : parent.value("contains", nlohmann::json::array())) {
        if (item.contains("code")) {
            out.insert(item.value("system", "") + "#" + item.value("code", ""));
        }
        add_published(item, out);
    }
}

Members published(const nlohmann::json& expansion) {
    Members out;
    add_published(expansion, out);
    return out;
}

Members members_of(const Expansion& expansion) {
    Members out;
    for (const Member& member : expansion.members) {
        out.insert(std::string(member.system) + "#" + std::string(member.code));
    }
    return out;
}

std::size_t only_in(const Members& left, const Members& right) {
    std::vector<std::string> out;
    std::ranges::set_difference(left, right, std::back_inserter(out));
    return out.size();
}

// "URL: 3 more, 1 missing"
std::set<std::string> exceptions_on_file() {
    std::ifstream file(RENKEI_SOURCE "/tests/terminology/expansion_exceptions.txt");
    std::set<std::string> out;
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line.front() != '#') {
            out.insert(line.substr(0, line.find(" | ")));
        }
    }
    return out;
}

nlohmann::json read(const std::filesystem::path& path) {
    std::ifstream file(path);
    return nlohmann::json::parse(file, nullptr, false);
}

// Calls use(url, members) for each of them.
template <class Use>
void each_published(const Use& use) {
    const std::filesystem::path folder = RENKEI_BINARY "/packages/hl7.fhir.r4.expansions";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const nlohmann::json value_set = read(entry.path());
        if (value_set.is_object() && value_set.contains("expansion")) {
            use(value_set.value("url", ""), published(value_set["expansion"]));
        }
    }
}

// R4's publisher left out codes that are deprecated or not selectable.
constexpr ExpandOptions as_published{.count = 1'000'000, .without_deprecated = true, .selectable_only = true};

TEST(Expansions, are_those_that_R4_published) {
    std::set<std::string> different;
    std::size_t equal = 0;
    std::size_t lacking_a_code_system = 0;
    each_published([&](const std::string& url, const Members& theirs) {
        const Expansion expansion = r4()->expand(url, as_published);
        const Members ours = members_of(expansion);
        if (expansion.unchecked) {
            ++lacking_a_code_system;
        } else if (ours == theirs) {
            ++equal;
        } else {
            different.insert(url + ": " + std::to_string(only_in(ours, theirs)) + " more, " +
                             std::to_string(only_in(theirs, ours)) + " missing");
        }
    });
    EXPECT_EQ(different, exceptions_on_file());
    EXPECT_EQ(equal, 487U);
    EXPECT_EQ(lacking_a_code_system, 63U);
}

TEST(Expansions, hold_what_validation_calls_a_member_even_where_a_code_system_is_not_here) {
    std::size_t asked = 0;
    each_published([&](const std::string& url, const Members& theirs) {
        const ValueSetHandle set = r4()->value_set(url);
        for (const std::string_view member : theirs) {
            const std::size_t hash = member.find('#');
            const Coding coding{.system = member.substr(0, hash), .code = member.substr(hash + 1)};
            EXPECT_EQ(r4()->validate(set, coding).member, Tristate::yes) << url << " " << member;
            ++asked;
        }
    });
    EXPECT_GT(asked, 30'000U);
}

} // namespace
} // namespace renkei::terminology::expansions_test
