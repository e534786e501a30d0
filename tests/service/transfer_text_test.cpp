// Texts of several items, and rows that become one text.
#include "carried.h"
#include <gtest/gtest.h>

namespace renkei::service::transfer_text_test {
namespace {

using transfer::Direction;

constexpr std::string_view text_row = R"(  - - diagnoses.text
    - visit.care
    - only: in
      text: ["<diagnoses.text> <patient.name> <diagnoses.day>", "<diagnoses.text> <patient.name>", "<diagnoses.text>"]
)";

TEST(TransferText, joins_items_of_the_row_and_of_the_document) {
    const Carried out = carried(std::string(text_row), Direction::in,
                                {{"diagnoses.text", 0, "肺炎"},
                                 {"diagnoses.day", 0, "2026-01-20"},
                                 {"diagnoses.text", 1, "胃炎"},
                                 {"patient.name", 0, "連携 花子"}});
    EXPECT_EQ(out.values,
              (Lines{"visit[0].care = 肺炎 連携 花子 2026-01-20", "visit[1].care = 胃炎 連携 花子"}));
    EXPECT_EQ(out.losses, Lines());
}

TEST(TransferText, leaves_out_and_reports_what_does_not_fit) {
    const std::string name(45, 'a'); // with the disease and the day more than 50 characters
    const Carried out = carried(
        std::string(text_row), Direction::in,
        {{"diagnoses.text", 0, "肺炎"}, {"diagnoses.day", 0, "2026-01-20"}, {"patient.name", 0, name}});
    EXPECT_EQ(out.values, Lines{"visit[0].care = 肺炎 " + name});
    EXPECT_EQ(out.losses, Lines{"not-in-form diagnoses.day"});
}

TEST(TransferText, says_no_words_twice) {
    const Carried out = carried(std::string(text_row), Direction::in,
                                {{"diagnoses.text", 0, "花子"}, {"patient.name", 0, "花子"}});
    EXPECT_EQ(out.values, Lines{"visit[0].care = 花子"});
    EXPECT_EQ(out.losses, Lines()) << "it is said";
}

TEST(TransferText, is_the_first_whose_condition_holds) {
    const std::string rows = R"(  - - diagnoses.text
    - visit.care
    - only: in
      text:
        - {when: {item: diagnoses.text, reads: cares, is: [unknown]}, text: "<diagnoses.text>（<diagnoses.day>）"}
        - {when: {item: diagnoses.mark, is: [SECRET]}, text: ["<diagnoses.text> <diagnoses.day>", "<diagnoses.text>、秘"]}
        - "<diagnoses.text>"
)";
    const Carried out = carried(rows, Direction::in,
                                {{"diagnoses.text", 0, "不明"},
                                 {"diagnoses.day", 0, "2026-01-20"},
                                 {"diagnoses.text", 1, "肺炎"},
                                 {"diagnoses.mark", 1, "SECRET"}});
    EXPECT_EQ(out.values, (Lines{"visit[0].care = 不明（2026-01-20）", "visit[1].care = 肺炎、秘"}));
    EXPECT_EQ(carried(rows, Direction::in, {{"diagnoses.text", 0, "胃炎"}}).values,
              Lines{"visit[0].care = 胃炎"});
}

constexpr std::string_view appended = R"(  - [course, note, {only: in}]
  - [medicines.name, note, {only: in, join: "、", append: "\n", text: "薬：<medicines.name>"}]
)";

TEST(Appended, stands_behind_what_is_there) {
    const Carried out =
        carried(std::string(appended), Direction::in,
                {{"course", 0, "安定"}, {"medicines.name", 0, "A錠"}, {"medicines.name", 1, "B錠"}});
    EXPECT_EQ(out.values, Lines{"note = 安定\\n薬：A錠、薬：B錠"});
    EXPECT_EQ(out.losses, Lines());
}

TEST(Appended, stands_alone_where_nothing_is_there) {
    EXPECT_EQ(carried(std::string(appended), Direction::in, {{"medicines.name", 0, "A錠"}}).values,
              Lines{"note = 薬：A錠"});
}

TEST(Appended, is_not_said_again_where_it_is_a_statement_of_what_is_there) {
    const std::string rows = R"(  - [course, note, {only: in}]
  - [medicines.name, note, {only: in, join: "、", append: "、"}]
)";
    const Carried said =
        carried(rows, Direction::in, {{"course", 0, "A錠、B錠"}, {"medicines.name", 0, "B錠"}});
    EXPECT_EQ(said.values, Lines{"note = A錠、B錠"});
    EXPECT_EQ(said.losses, Lines());
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "B錠は中止"}, {"medicines.name", 0, "B錠"}}).values,
              Lines{"note = B錠は中止、B錠"})
        << "a part of a statement is another one";
}

TEST(Appended, is_reported_where_it_does_not_fit) {
    const std::string course(195, 'a');
    const Carried out = carried(std::string(appended), Direction::in,
                                {{"course", 0, course}, {"medicines.name", 0, "長い名前の薬"}});
    EXPECT_EQ(out.values, Lines{"note = " + course});
    EXPECT_EQ(out.losses, Lines{"does-not-fit medicines.name"});
}

} // namespace
} // namespace renkei::service::transfer_text_test
