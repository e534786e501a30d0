// What stands beside a value and changes what it says, on its way into another kind of document.
#include "gateway/forms/transfer/check_qualified.h"

#include "carried.h"
#include <gtest/gtest.h>

namespace renkei::service::transfer_qualifiers_test {
namespace {

using transfer::Direction;

constexpr std::string_view names = "  - [medicines.name, visit.care]\n"; // of 50 characters

const std::string long_name = [] {
    std::string out;
    for (int i = 0; i < 49; ++i) {
        out += "薬";
    }
    return out;
}();

Carried medicine(std::string_view rows, std::vector<Given> given, std::string name = "薬甲") {
    given.push_back({"medicines.name", 0, std::move(name)});
    return carried(std::string(rows), Direction::in, given);
}

TEST(Qualifier, is_said_in_words_beside_the_value) {
    const Carried out = medicine(names, {{"medicines.note", 0, "朝だけ"}});
    EXPECT_EQ(out.values, Lines{"visit[0].care = 薬甲（備考：朝だけ）"});
    EXPECT_EQ(out.losses, Lines{});
}

TEST(Qualifier, is_said_once_with_all_others_of_its_row) {
    const Carried out =
        medicine("  - [medicines.name, visit.care]\n  - [medicines.name, note, {join: \"、\"}]\n",
                 {{"medicines.note", 0, "朝だけ"}, {"medicines.state", 0, "stopped"}});
    EXPECT_EQ(out.values, (Lines{"note = 薬甲", "visit[0].care = 薬甲（状態：中止、備考：朝だけ）"}));
}

TEST(Qualifier, that_says_nothing_against_the_value_is_not_said) {
    const Carried out = medicine(names, {{"medicines.state", 0, "active"}});
    EXPECT_EQ(out.values, Lines{"visit[0].care = 薬甲"});
    EXPECT_EQ(out.losses, Lines{"not-in-form medicines.state"});
}

TEST(Qualifier, is_told_as_an_error_where_its_words_do_not_fit) {
    const Carried out = medicine(names, {{"medicines.note", 0, "朝だけ"}}, long_name);
    EXPECT_EQ(out.values, Lines{"visit[0].care = " + long_name});
    EXPECT_EQ(out.losses, Lines{"qualified-by medicines.name"});
}

TEST(Qualifier, beside_which_the_value_must_not_stand_withholds_it_where_no_words_fit) {
    for (const std::string state : {"entered-in-error", "stopped"}) {
        const Carried said = medicine(names, {{"medicines.state", 0, state}});
        EXPECT_EQ(said.losses, Lines{}) << state;
        ASSERT_EQ(said.values.size(), 1U);
        EXPECT_NE(said.values[0].find("（状態："), std::string::npos) << said.values[0];
        const Carried out = medicine(names, {{"medicines.state", 0, state}}, long_name);
        EXPECT_EQ(out.values, Lines{}) << state;
        EXPECT_EQ(out.losses, Lines{"withheld-by medicines.name"}) << state;
    }
}

TEST(Qualifier, that_a_row_asks_for_is_said_by_its_own_words_alone) {
    const Carried out = medicine(
        "  - [medicines.name, visit.care, {only: in, when: {item: medicines.state, is: [stopped]}, text: "
        "\"中止：<medicines.name>\"}]\n",
        {{"medicines.state", 0, "stopped"}});
    EXPECT_EQ(out.values, Lines{"visit[0].care = 中止：薬甲"});
}

TEST(Qualifier, of_a_value_that_did_not_arrive_is_what_the_form_has_no_place_for) {
    const Carried out = medicine("", {{"medicines.note", 0, "朝だけ"}});
    EXPECT_EQ(out.values, Lines{});
    EXPECT_EQ(out.losses, (Lines{"not-in-form medicines.name", "not-in-form medicines.note"}));
}

TEST(Qualifier, of_each_row_stands_behind_it_in_a_text_of_many) {
    const std::string rows = "  - [medicines.name, note, {join: \"、\"}]\n"; // of 200 characters
    const std::vector<Given> two{{"medicines.name", 1, "薬乙"}, {"medicines.note", 1, "夜だけ"}};
    EXPECT_EQ(medicine(rows, two).values, Lines{"note = 薬甲、薬乙（備考：夜だけ）"});
    std::vector<Given> many = two;
    for (std::uint32_t row = 2; row < 5; ++row) {
        many.push_back({"medicines.name", row, long_name});
    }
    const Carried out = medicine(rows, many);
    EXPECT_EQ(out.values, Lines{"note = 薬甲、薬乙、" + long_name + "、" + long_name + "、" + long_name})
        << "values count before the words beside them";
    EXPECT_EQ(out.losses, Lines{"qualified-by medicines.name"});
}

Lines found_in(const std::string& rows) {
    std::optional<catalogue::Catalogue> catalogue;
    compiled(std::string(both_ends) + rows, catalogue);
    Lines out;
    if (catalogue) {
        for (const transfer::Transfer& each : catalogue->transfers()) {
            diag::Report report;
            transfer::check_qualified_rows(each, report);
            for (const diag::Finding& finding : report.findings()) {
                out.push_back(diag::to_text(finding, diag::Language::english));
            }
        }
    }
    return out;
}

TEST(QualifiedRows, that_do_not_ask_are_named_with_what_to_write) {
    const Lines found = found_in(std::string(names));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NE(
        found[0].find("error[transfer-unasked]: item medicines.name is carried although medicines.state "
                      "may be 'entered-in-error' (誤り)"),
        std::string::npos)
        << found[0];
    EXPECT_TRUE(found[0].starts_with("4:")) << found[0];
}

TEST(QualifiedRows, that_ask_or_say_it_are_right) {
    for (const std::string options :
         {"when: {item: medicines.state, not: [entered-in-error]}",
          "when: {item: medicines.state, is: [active]}", "text: [\"<medicines.name> <medicines.state>\"]",
          "when: {item: medicines.state, is: [entered-in-error]}, text: \"誤記：<medicines.name>\""}) {
        EXPECT_EQ(found_in("  - [medicines.name, visit.care, {only: in, " + options + "}]\n"), Lines{})
            << options;
    }
}

} // namespace
} // namespace renkei::service::transfer_qualifiers_test
