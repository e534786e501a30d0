// What stands beside a value and changes what it says, on its way into another kind of document.
#include "carried.h"
#include <gtest/gtest.h>

namespace renkei::service::transfer_qualifiers_test {
namespace {

using transfer::Direction;

constexpr std::string_view names = "  - [diagnoses.text, visit.care]\n"; // of 50 characters

const std::string long_name = [] {
    std::string out;
    for (int i = 0; i < 49; ++i) {
        out += "病";
    }
    return out;
}();

Carried diagnosis(std::string_view rows, std::vector<Given> given, std::string name = "病甲") {
    given.push_back({"diagnoses.text", 0, std::move(name)});
    return carried(std::string(rows), Direction::in, given);
}

TEST(Qualifier, is_said_in_words_beside_the_value) {
    const Carried out = diagnosis(names, {{"diagnoses.note", 0, "朝だけ"}});
    EXPECT_EQ(out.values, Lines{"visit[0].care = 病甲（備考：朝だけ）"});
    EXPECT_EQ(out.losses, Lines{});
}

TEST(Qualifier, is_said_once_with_all_others_of_its_row) {
    const Carried out =
        diagnosis("  - [diagnoses.text, visit.care]\n  - [diagnoses.text, note, {join: \"、\"}]\n",
                  {{"diagnoses.note", 0, "朝だけ"}, {"diagnoses.state", 0, "provisional"}});
    EXPECT_EQ(out.values,
              (Lines{"note = 病甲", "visit[0].care = 病甲（確からしさ：疑い（暫定）、備考：朝だけ）"}));
}

TEST(Qualifier, that_says_nothing_against_the_value_is_not_said) {
    const Carried out = diagnosis(names, {{"diagnoses.state", 0, "confirmed"}});
    EXPECT_EQ(out.values, Lines{"visit[0].care = 病甲"});
    EXPECT_EQ(out.losses, Lines{"not-in-form diagnoses.state"});
}

TEST(Qualifier, is_an_error_where_its_words_do_not_fit) {
    const Carried out = diagnosis(names, {{"diagnoses.note", 0, "朝だけ"}}, long_name);
    EXPECT_EQ(out.values, Lines{"visit[0].care = " + long_name});
    EXPECT_EQ(out.losses, Lines{"qualified-by diagnoses.text"});
}

TEST(Qualifier, beside_which_the_value_must_not_stand_withholds_it_where_no_words_fit) {
    for (const std::string state : {"entered-in-error", "provisional"}) {
        const Carried said = diagnosis(names, {{"diagnoses.state", 0, state}});
        EXPECT_EQ(said.losses, Lines{}) << state;
        ASSERT_EQ(said.values.size(), 1U);
        EXPECT_NE(said.values[0].find("（確からしさ："), std::string::npos) << said.values[0];
        const Carried out = diagnosis(names, {{"diagnoses.state", 0, state}}, long_name);
        EXPECT_EQ(out.values, Lines{}) << state;
        EXPECT_EQ(out.losses, Lines{"withheld-by diagnoses.text"}) << state;
    }
}

TEST(Qualifier, that_a_row_asks_for_is_said_by_its_own_words_alone) {
    const Carried out = diagnosis(
        "  - [diagnoses.text, visit.care, {only: in, when: {item: diagnoses.state, is: [provisional]}, text: "
        "\"疑い：<diagnoses.text>\"}]\n",
        {{"diagnoses.state", 0, "provisional"}});
    EXPECT_EQ(out.values, Lines{"visit[0].care = 疑い：病甲"});
}

TEST(Qualifier, of_a_value_that_did_not_arrive_is_what_the_form_has_no_place_for) {
    const Carried out = diagnosis("", {{"diagnoses.note", 0, "朝だけ"}});
    EXPECT_EQ(out.values, Lines{});
    EXPECT_EQ(out.losses, (Lines{"not-in-form diagnoses.text", "not-in-form diagnoses.note"}));
}

TEST(Qualifier, of_each_row_stands_behind_it_in_a_text_of_many) {
    const std::string rows = "  - [diagnoses.text, note, {join: \"、\"}]\n"; // of 200 characters
    const std::vector<Given> two{{"diagnoses.text", 1, "病乙"}, {"diagnoses.note", 1, "夜だけ"}};
    EXPECT_EQ(diagnosis(rows, two).values, Lines{"note = 病甲、病乙（備考：夜だけ）"});
    std::vector<Given> many = two;
    for (std::uint32_t row = 2; row < 5; ++row) {
        many.push_back({"diagnoses.text", row, long_name});
    }
    const std::string shorter = long_name.substr(0, 40 * std::string_view("病").size());
    many.push_back({"diagnoses.text", 5, shorter});
    const Carried out = diagnosis(rows, many);
    EXPECT_EQ(out.values,
              Lines{"note = 病甲、病乙、" + long_name + "、" + long_name + "、" + long_name + "、" + shorter})
        << "values count before the words beside them";
    EXPECT_EQ(out.losses, Lines{"qualified-by diagnoses.text"});
}

// Each of them would let the next one into its place: one run for each would take minutes.
TEST(Qualifier, beside_which_values_must_not_stand_withholds_all_that_would_follow_each_other) {
    constexpr std::uint32_t many = 6'400;
    const std::string most = long_name + long_name + long_name + long_name; // of 200, and a number behind it
    std::vector<Given> given;
    for (std::uint32_t row = 0; row < many; ++row) {
        given.push_back({"diagnoses.text", row, most + std::to_string(row)});
        given.push_back({"diagnoses.state", row, "entered-in-error"});
    }
    given.push_back({"diagnoses.text", many, "病乙"}); // its words fit
    given.push_back({"diagnoses.state", many, "provisional"});
    const Carried out = carried("  - [diagnoses.text, note, {only: in}]\n", Direction::in, given);
    EXPECT_EQ(out.values, Lines{"note = 病乙（確からしさ：疑い（暫定））"});
    EXPECT_EQ(out.losses, Lines(many, "withheld-by diagnoses.text"));
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
        found[0].find("error[transfer-unasked]: item diagnoses.text is carried although diagnoses.state "
                      "may be 'entered-in-error' (誤り)"),
        std::string::npos)
        << found[0];
    EXPECT_TRUE(found[0].starts_with("4:")) << found[0];
}

TEST(QualifiedRows, that_ask_or_say_it_are_right) {
    for (const std::string options :
         {"when: {item: diagnoses.state, not: [entered-in-error]}",
          "when: {item: diagnoses.state, is: [confirmed]}", "text: [\"<diagnoses.text> <diagnoses.state>\"]",
          "when: {item: diagnoses.state, is: [entered-in-error]}, text: \"誤記：<diagnoses.text>\""}) {
        EXPECT_EQ(found_in("  - [diagnoses.text, visit.care, {only: in, " + options + "}]\n"), Lines{})
            << options;
    }
}

} // namespace
} // namespace renkei::service::transfer_qualifiers_test
