#include "gateway/network/policy/number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace renkei::policy::number_test {
namespace {

using testing::ElementsAre;

TEST(Number, every_kind_has_its_own_name_and_system_and_takes_as_many_digits_as_it_says) {
    std::set<std::string_view> names;
    std::set<std::string_view> systems;
    for (const NumberKind& kind : number_kinds()) {
        EXPECT_TRUE(names.insert(kind.name).second);
        EXPECT_TRUE(systems.insert(kind.system).second);
        EXPECT_FALSE(kind.japanese.empty());
        EXPECT_LT(kind.short_digits, kind.digits);
        const std::string text = std::string(kind.name) + ":" + std::string(kind.digits, '7');
        const std::optional<Number> number = parse_number(text);
        ASSERT_TRUE(number) << text;
        EXPECT_EQ(to_text(*number), text);
        EXPECT_EQ(identifier_of(*number),
                  (Identifier{std::string(kind.system), std::string(kind.digits, '7')}));
        EXPECT_FALSE(parse_number(text + "7"));
        EXPECT_FALSE(parse_number(text.substr(0, text.size() - 1)));
    }
    EXPECT_THAT(names, ElementsAre("institution", "insurer", "municipality", "office", "station"));
}

TEST(Number, is_nothing_without_kind_and_digits) {
    for (const std::string_view text :
         {"", ":", "office", "office:", ":9970100013", "9970100013", "Office:9970100013", "office: 970100013",
          "office:997010001x", "office:９９７０１０００１３", "office:9970100013 ", "shop:9970100013",
          "office::970100013", "office:-970100013"}) {
        EXPECT_FALSE(parse_number(text)) << text;
    }
}

TEST(Number, a_municipality_may_be_named_without_its_check_digit) {
    const std::vector<Number> numbers = {{"municipality", "131016"}, {"insurer", "131011"}};
    const std::string municipality = "https://renkei.example.jp/fhir/IdSystem/municipality-code";
    EXPECT_THAT(
        identifiers_of(numbers),
        ElementsAre(Identifier{municipality, "131016"}, Identifier{municipality, "13101"},
                    Identifier{"https://renkei.example.jp/fhir/IdSystem/kaigo-insurer-no", "131011"}));
}

TEST(Listed, are_numbers_with_their_kind_each_once_and_only_some_of_many) {
    const std::string insurers(number_kind("insurer")->system);
    const std::string offices(number_kind("office")->system);
    const std::vector<Identifier> twice{{insurers, "990010"}, {offices, "9970100013"}, {insurers, "990010"}};
    EXPECT_EQ(listed(twice), "insurer:990010, office:9970100013");
    EXPECT_EQ(listed({}), "");
    std::vector<Identifier> many;
    for (int i = 0; i < 9; ++i) {
        many.push_back({insurers, std::to_string(i)});
    }
    EXPECT_EQ(listed(many), "insurer:0, insurer:1, insurer:2, insurer:3, insurer:4, …");
    many.resize(5, {});
    many.push_back(many.front());
    EXPECT_EQ(listed(many), "insurer:0, insurer:1, insurer:2, insurer:3, insurer:4");
}

} // namespace
} // namespace renkei::policy::number_test
