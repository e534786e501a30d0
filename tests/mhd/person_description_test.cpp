// Whether two Patients can be one person.
#include "gateway/core/json/parser.h"
#include "gateway/network/mhd/search/person_description.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace renkei::mhd::person_description_test {
namespace {

using Json = nlohmann::json;

Json named(const std::vector<std::string>& names, const std::string& birth_date = "1938-05-12",
           const std::string& gender = "female") {
    Json out = {{"resourceType", "Patient"}};
    for (const std::string& each : names) {
        out["name"].push_back({{"text", each}});
    }
    if (!birth_date.empty()) {
        out["birthDate"] = birth_date;
    }
    if (!gender.empty()) {
        out["gender"] = gender;
    }
    return out;
}

PersonDescription described(const Json& patient) {
    json::Tree tree;
    const std::string text = patient.dump();
    EXPECT_TRUE(json::Parser().parse(text, tree));
    return describe_person(tree, json::Tree::root);
}

bool are_contradictory(const Json& a, const Json& b) {
    const bool out = compare_persons(described(a), described(b)).is_contradiction();
    EXPECT_EQ(compare_persons(described(b), described(a)).is_contradiction(), out) << "both ways";
    return out;
}

PersonsApart apart(const std::vector<Json>& patients) {
    std::vector<PersonDescription> persons;
    std::ranges::transform(patients, std::back_inserter(persons), described);
    return tell_apart(persons);
}

using Groups = std::vector<std::vector<std::size_t>>;
const Json hanako = named({"連携　花子", "レンケイ　ハナコ"});

TEST(PersonDescription, of_another_name_birth_date_or_sex_is_another_person) {
    EXPECT_TRUE(are_contradictory(hanako, named({"連携　春子"})));
    EXPECT_TRUE(are_contradictory(hanako, named({"連携　花子"}, "1938-05-13")));
    EXPECT_TRUE(are_contradictory(hanako, named({"連携　花子"}, "1938-05-12", "male")));
    EXPECT_TRUE(are_contradictory(hanako, named({"レンケイ　ハルコ"})));
}

TEST(PersonDescription, is_the_same_however_it_is_spelled) {
    for (const std::string name :
         {"連携 花子", "連携花子", "れんけい はなこ", "ﾚﾝｹｲ ﾊﾅｺ", "連携\U000E0100花子"}) {
        EXPECT_FALSE(are_contradictory(hanako, named({name}))) << name;
    }
    const Json parts = {{"resourceType", "Patient"},
                        {"name", {{{"family", "連携"}, {"given", Json::array({"花子"})}}}}};
    EXPECT_FALSE(are_contradictory(hanako, parts));
}

// 髙橋 and 高橋 with the same reading; one that is read in two ways.
TEST(PersonDescription, is_the_same_by_one_name_that_both_have) {
    EXPECT_FALSE(are_contradictory(named({"髙橋 花", "タカハシ ハナ"}), named({"高橋 花", "タカハシ ハナ"})));
    EXPECT_FALSE(are_contradictory(named({"連携 花", "レンケイ ハナ"}), named({"連携 花", "レンケイ カ"})));
}

// A system that has no 髙 and no 﨑 sends them as other systems' ordinary letters.
TEST(PersonDescription, is_the_same_in_letters_that_every_system_has) {
    EXPECT_FALSE(are_contradictory(named({"髙橋　﨑子"}), named({"高橋　崎子"})));
    EXPECT_FALSE(are_contradictory(named({"𠮷野　花"}), named({"吉野　花"})));
    EXPECT_TRUE(are_contradictory(named({"草彅　花"}), named({"草鵰　花"}))) << "neither has a counterpart";
}

TEST(PersonDescription, in_kana_does_not_contradict_one_in_kanji) {
    EXPECT_FALSE(are_contradictory(named({"連携 花子"}), named({"レンケイ ハルコ"})));
    EXPECT_FALSE(are_contradictory(named({"連携 花子"}), named({"Renkei Haruko"})));
    EXPECT_TRUE(are_contradictory(named({"Renkei Hanako"}), named({"Renkei Haruko"})));
}

TEST(PersonDescription, is_not_contradicted_by_what_is_not_said) {
    EXPECT_FALSE(are_contradictory(hanako, named({}, "", "")));
    EXPECT_FALSE(are_contradictory(hanako, named({"連携 花子"}, "", "")));
    EXPECT_FALSE(are_contradictory(hanako, named({}, "1938-05-12", "unknown")));
    EXPECT_FALSE(are_contradictory(hanako, named({}, "1938")));
    EXPECT_FALSE(are_contradictory(hanako, named({}, "1938-05")));
    EXPECT_TRUE(are_contradictory(hanako, named({}, "1939")));
}

TEST(PersonsApart, are_one_where_nothing_contradicts) {
    const PersonsApart found = apart({hanako, named({"れんけい はなこ"}, "", ""), named({}, "1938", "")});
    EXPECT_EQ(found.persons, (Groups{{0, 1, 2}}));
    EXPECT_TRUE(found.undecided.empty());
}

TEST(PersonsApart, are_in_the_order_of_their_first_description_with_what_differs) {
    const Json taro = named({"介護 太郎", "カイゴ タロウ"}, "1942-03-03", "male");
    const PersonsApart found = apart({taro, hanako, named({"ｶｲｺﾞ ﾀﾛｳ"}, "1942-03-03", ""), hanako});
    EXPECT_EQ(found.persons, (Groups{{0, 2}, {1, 3}}));
    EXPECT_EQ(differing_elements(found.differences), "Patient.name, Patient.birthDate, Patient.gender");
    EXPECT_EQ(differing_elements(apart({hanako, named({"連携 花子"}, "1939-05-12")}).differences),
              "Patient.birthDate");
}

// Twins in one family's insurance.
TEST(PersonsApart, are_two_by_the_given_name_alone) {
    EXPECT_EQ(apart({named({"連携 花子"}), named({"連携 桃子"})}).persons.size(), 2U);
}

TEST(PersonsApart, leave_undecided_what_may_be_of_several) {
    const PersonsApart found = apart({named({}, "", ""), hanako, named({"連携 花子"}, "1942-03-03")});
    EXPECT_EQ(found.persons, (Groups{{1}, {2}}));
    EXPECT_EQ(found.undecided, std::vector<std::size_t>{0});
}

TEST(PersonsApart, are_one_where_a_document_also_has_the_former_name) {
    Json both = named({"相互 花子", "連携 花子"});
    both["name"][1]["use"] = "old";
    EXPECT_EQ(apart({named({"相互 花子"}), both, named({"連携 花子"})}).persons, (Groups{{0, 1, 2}}));
}

// In any order, a description that says little joins no two that contradict each other.
TEST(PersonsApart, are_the_same_in_any_order) {
    std::vector<Json> patients{hanako, named({"連携 花子"}, "", ""), named({"連携 花子"}, "1942-03-03"),
                               named({}, "1938-05-12", "")};
    std::ranges::sort(patients);
    do {
        const PersonsApart found = apart(patients);
        EXPECT_EQ(found.persons.size(), 2U);
        EXPECT_EQ(found.undecided.size(), 1U);
    } while (std::ranges::next_permutation(patients).found);
}

} // namespace
} // namespace renkei::mhd::person_description_test
