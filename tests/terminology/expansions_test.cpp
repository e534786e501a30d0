// The members of R4's value sets as they are found here, and the expansions that R4 published. A set that
// differs is in expansion_exceptions.txt with the reason, and whatever is there must differ.
#include "gateway/fhir/terminology/value_set_table.h"

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

// Is there an include that cannot be worked out here?
bool lacks_a_code_system(const ValueSetTable& set) {
    return set.unchecked || std::ranges::any_of(set.includes, [](const ValueSetPart& part) {
               return part.import_gap || (part.unchecked && part.kind != ValueSetPartKind::imports) ||
                      std::ranges::any_of(part.imports,
                                          [](ValueSetHandle import) { return lacks_a_code_system(*import); });
           });
}

// R4's publisher left out codes that are deprecated or not selectable.
Members as_published(ValueSetHandle set) {
    Members out;
    each_candidate(set, [&](const Coding& coding) {
        const MembershipResult result = r4()->validate(set, coding);
        if (result.member == Tristate::yes && !result.code.is_deprecated && !result.code.is_abstract) {
            out.insert(std::string(coding.system) + "#" + std::string(coding.code));
        }
    });
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

TEST(Expansions, are_those_that_R4_published) {
    std::set<std::string> different;
    std::size_t equal = 0;
    std::size_t lacking_a_code_system = 0;
    each_published([&](const std::string& url, const Members& theirs) {
        const ValueSetHandle set = r4()->value_set(url);
        const Members ours = as_published(set);
        if (lacks_a_code_system(*set)) {
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
