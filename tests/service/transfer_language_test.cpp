// What a transfer can say: values of rows, replacements, tests of either document.
#include "gateway/core/base/file.h"
#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"

#include "carried.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::service::transfer_language_test {
namespace {

using transfer::Direction;

TEST(MadeValue, is_given_to_each_row_that_something_was_carried_to) {
    const Carried out = carried(R"(  - [diagnoses.text, visit.care]
constants:
  out:
    - [diagnoses.day, "2026-01-20"]
    - [course, {template: "<diagnoses.text> <row>", rows: diagnoses, join: "、"}]
    - [medicines.name, {template: "<row>"}]
)",
                                Direction::out, {{"visit.care", 0, "肺炎"}, {"visit.care", 1, "胃炎"}});
    EXPECT_EQ(out.values,
              (Lines{"course = 肺炎 1、胃炎 2", "diagnoses[0].text = 肺炎", "diagnoses[0].day = 2026-01-20",
                     "diagnoses[1].text = 胃炎", "diagnoses[1].day = 2026-01-20"}))
        << "and there is no row of medicines";
}

TEST(MadeValue, says_the_first_text_whose_items_are_filled) {
    const std::string rows = R"(  - [made, created]
constants:
  out:
    - [course, {template: ["<patient.name>さま", "<made:4>年 <number>"]}]
)";
    EXPECT_EQ(
        carried(rows, Direction::out, {{"number", 0, "S-7"}, {"created", 0, "2026-02-05T10:00:00+09:00"}})
            .values,
        (Lines{"number = S-7", "made = 2026-02-05T10:00:00+09:00", "course = 2026年 S-7"}));
    EXPECT_EQ(carried(rows, Direction::out, {{"number", 0, "S-7"}}).values, Lines{"number = S-7"})
        << "none is filled";
}

TEST(MadeValue, follows_from_a_pattern_and_never_replaces_what_is_there) {
    const std::string rows = R"(  - [course, note]
constants:
  out:
    - [patient.gender, {of: number, is: [["M.*", male]], otherwise: female}]
    - [course, 記載なし]
)";
    EXPECT_EQ(carried(rows, Direction::out, {{"number", 0, "M1"}, {"note", 0, "安定"}}).values,
              (Lines{"number = M1", "patient.gender = male", "course = 安定"}));
    EXPECT_EQ(carried(rows, Direction::out, {{"number", 0, "F1"}}).values,
              (Lines{"number = F1", "patient.gender = female", "course = 記載なし"}));
    EXPECT_EQ(carried(rows, Direction::out, {}).values, Lines{"course = 記載なし"});
}

TEST(MadeValue, follows_from_the_reading_of_a_text) {
    const std::string rows = R"(  - [course, note]
constants:
  out:
    - [patient.gender, {of: course, reads: cares, is: [["none|unknown", male]], otherwise: female}]
)";
    EXPECT_EQ(carried(rows, Direction::out, {{"note", 0, "なし。"}}).values,
              (Lines{"patient.gender = male", "course = なし。"}));
    EXPECT_EQ(carried(rows, Direction::out, {{"note", 0, "なしの木"}}).values,
              (Lines{"patient.gender = female", "course = なしの木"}));
}

TEST(Transfer, replaces_what_the_other_form_forbids_and_says_so) {
    const std::string rows = "  - [patient.name, name, {replace: {\"　\": \" \"}}]\n";
    const Carried out = carried(rows, Direction::out, {{"name", 0, "連携　花子"}});
    EXPECT_EQ(out.values, Lines{"patient.name = 連携 花子"});
    EXPECT_EQ(out.losses, Lines{"normalised name"});
    EXPECT_EQ(carried(rows, Direction::out, {{"name", 0, "連携 花子"}}).losses, Lines());
    EXPECT_EQ(carried(rows, Direction::in, {{"patient.name", 0, "連携　花子"}}).values,
              Lines{"name = 連携　花子"})
        << "outward only";
}

TEST(Transfer, asks_our_document_outward_and_the_foreign_one_inward) {
    const std::string rows =
        R"(  - [course, note, {when: [{ours: appetite, is: ["1"]}, {item: patient.gender}]}]
)";
    EXPECT_EQ(carried(rows, Direction::out, {{"note", 0, "安定"}, {"appetite", 0, "1"}}).values,
              Lines{"course = 安定"});
    const Carried refused = carried(rows, Direction::out, {{"note", 0, "安定"}, {"appetite", 0, "9"}});
    EXPECT_EQ(refused.values, Lines());
    EXPECT_EQ(refused.losses, (Lines{"not-in-form appetite", "not-in-form note"}));
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "安定"}, {"patient.gender", 0, "male"}}).values,
              Lines{"note = 安定"});
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "安定"}}).values, Lines());
}

TEST(Transfer, asks_how_a_text_is_read) {
    const std::string rows = "  - [diagnoses.text, visit.care, {when: {item: diagnoses.text, reads: cares, "
                             "is: [words, unknown]}}]\n";
    const Carried out = carried(
        rows, Direction::in,
        {{"diagnoses.text", 0, "なし"}, {"diagnoses.text", 1, "不明"}, {"diagnoses.text", 2, "なしの木"}});
    EXPECT_EQ(out.values, (Lines{"visit[0].care = 不明", "visit[1].care = なしの木"}));
    EXPECT_EQ(out.losses, Lines{"not-in-form diagnoses.text"});
}

constexpr std::string_view all_rows =
    R"(  - [diagnoses.text, visit.care, {when: {item: diagnoses.text, reads: cares, not: [none]}}]
  - {all: diagnoses, item: appetite, value: "2", without: [medicines], when: {item: diagnoses.text, reads: cares, is: [none]}}
)";

TEST(Transfer, says_of_all_rows_what_each_of_them_says) {
    const Carried out = carried(std::string(all_rows), Direction::in,
                                {{"diagnoses.text", 0, "なし"}, {"diagnoses.text", 1, "無し。"}});
    EXPECT_EQ(out.values, Lines{"appetite = 2"});
    EXPECT_EQ(out.losses, (Lines{"normalised diagnoses.text", "normalised diagnoses.text"}));
    const Carried differs = carried(std::string(all_rows), Direction::in,
                                    {{"diagnoses.text", 0, "なし"}, {"diagnoses.text", 1, "肺炎"}});
    EXPECT_EQ(differs.values, Lines{"visit[0].care = 肺炎"}) << "one says something else";
    EXPECT_EQ(differs.losses, Lines{"not-in-form diagnoses.text"});
    EXPECT_EQ(carried(std::string(all_rows), Direction::in, {}).values, Lines()) << "no row says nothing";
}

TEST(Transfer, says_nothing_of_a_group_beside_rows_of_another_that_must_be_empty) {
    EXPECT_EQ(carried(std::string(all_rows), Direction::in,
                      {{"diagnoses.text", 0, "なし"}, {"medicines.name", 0, "アスピリン"}})
                  .values,
              Lines());
}

TEST(Transfer, takes_values_of_rows_from_the_user) {
    const std::string rows = "  - [diagnoses.text, visit.care]\n  - [diagnoses.day, visit.day]\n";
    const std::vector<Given> given = {
        {"visit.care", 0, "肺炎"}, {"visit.care", 1, "胃炎"}, {"visit.day", 1, "2026-01-21"}};
    transfer::TransferValues defaults;
    defaults.defaults.all.emplace_back("diagnoses.day", "2026-01-20");
    EXPECT_EQ(carried(rows, Direction::out, given, defaults).values,
              (Lines{"diagnoses[0].text = 肺炎", "diagnoses[0].day = 2026-01-20", "diagnoses[1].text = 胃炎",
                     "diagnoses[1].day = 2026-01-21"}));
    transfer::TransferValues set;
    set.set.emplace_back("diagnoses.day", "2026-01-20");
    const Carried out = carried(rows, Direction::out, given, set);
    EXPECT_EQ(out.values, (Lines{"diagnoses[0].text = 肺炎", "diagnoses[0].day = 2026-01-20",
                                 "diagnoses[1].text = 胃炎", "diagnoses[1].day = 2026-01-21"}))
        << "it is for the rows that lack it";
    EXPECT_EQ(out.losses, Lines());
}

TEST(Transfer, takes_a_value_of_one_row_from_the_user_before_what_the_input_says) {
    const std::string rows = "  - [diagnoses.text, visit.care]\n  - [diagnoses.day, visit.day]\n";
    const std::vector<Given> given = {{"visit.care", 0, "肺炎"},
                                      {"visit.day", 0, "2026-01-21"},
                                      {"visit.care", 1, "胃炎"},
                                      {"visit.day", 1, "2026-01-21"}};
    transfer::TransferValues set;
    set.set.emplace_back("diagnoses[1].day", "2026-01-20");
    const Carried out = carried(rows, Direction::out, given, set);
    EXPECT_EQ(out.values, (Lines{"diagnoses[0].text = 肺炎", "diagnoses[0].day = 2026-01-21",
                                 "diagnoses[1].text = 胃炎", "diagnoses[1].day = 2026-01-20"}));
    EXPECT_EQ(out.losses, Lines{"conflict visit.day"});
}

TEST(Transfer, refuses_a_value_of_a_row_that_is_not_there) {
    transfer::TransferValues set;
    set.set.emplace_back("diagnoses[1].day", "2026-01-20");
    EXPECT_EQ(carried("  - [diagnoses.text, visit.care]\n", Direction::out, {{"visit.care", 0, "肺炎"}}, set)
                  .losses,
              Lines{"item-not-of-form "});
}

TEST(DefaultValues, of_one_row_fill_it_where_it_is_empty) {
    const std::string rows = "  - [diagnoses.text, visit.care]\n  - [diagnoses.day, visit.day]\n";
    transfer::TransferValues defaults;
    defaults.defaults.all.emplace_back("diagnoses[1].day", "2026-01-20");
    EXPECT_EQ(
        carried(rows, Direction::out, {{"visit.care", 0, "肺炎"}, {"visit.care", 1, "胃炎"}}, defaults)
            .values,
        (Lines{"diagnoses[0].text = 肺炎", "diagnoses[1].text = 胃炎", "diagnoses[1].day = 2026-01-20"}));
}

TEST(Transfer, asks_whether_an_item_or_a_group_of_the_foreign_document_is_empty) {
    const std::string rows =
        R"(  - [course, note, {only: in, when: [{empty: medicines}, {empty: patient.gender}]}]
)";
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "安定"}}).values, Lines{"note = 安定"});
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "安定"}, {"medicines.name", 0, "A錠"}}).values,
              Lines());
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "安定"}, {"patient.gender", 0, "male"}}).values,
              Lines());
}

TEST(Transfer, asks_whether_the_whole_of_a_value_is_like_a_pattern) {
    const std::string rows = R"(  - [course, note, {only: in, when: {item: course, like: "安定.*"}}]
)";
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "安定した"}}).values, Lines{"note = 安定した"});
    const Carried other = carried(rows, Direction::in, {{"course", 0, "不安定"}});
    EXPECT_EQ(other.values, Lines());
    EXPECT_EQ(other.losses, Lines{"not-in-form course"});
}

// ---------------------------------------------------------------- rows that lack what they must have

TEST(IncompleteRows, are_left_out_and_each_of_their_values_is_reported) {
    std::optional<catalogue::Catalogue> catalogue;
    compiled(std::string(both_ends), catalogue);
    record::Record record(*catalogue->transfers().front().ours);
    const form::Form& form = record.form();
    const auto set = [&](record::Row& row, std::string_view item, std::string_view value) {
        record.set(row, form.items()[*form.item(item)], value);
    };
    const form::GroupId visits = *form.group("visit");
    set(record.add_row(record.root(), visits), "visit.care", "入浴"); // on which day?
    record::Row& whole = record.add_row(record.root(), visits);
    set(whole, "visit.care", "食事");
    set(whole, "visit.day", "2026-01-20");
    record.number_rows();
    diag::Report loss;
    transfer::leave_out_incomplete_rows(record, loss);
    EXPECT_EQ(values_of(record), (Values{{"visit[0].day", "2026-01-20"}, {"visit[0].care", "食事"}}));
    ASSERT_EQ(loss.findings().size(), 1U);
    const diag::Finding& finding = loss.findings().front();
    EXPECT_EQ(finding.message, message::loss_row_incomplete);
    EXPECT_EQ(finding.value, "入浴");
    EXPECT_EQ(finding.args.back(), "visit[0].day");
}

struct Refusal {
    std::string_view rows;
    Message message;
};

TEST(TransferFile, refuses_what_no_document_can_say) {
    const Refusal refusals[] = {
        {"  - [course, note, {text: [\"<course>\"]}]\n", message::value_wrong}, // both ways
        {"  - [course, note, {only: in, text: [\"<cuorse>\"]}]\n", message::item_unknown},
        {"  - [course, note, {only: in, text: [\"<course\"]}]\n", message::value_wrong},
        {"  - [course, note, {only: in, text: [\"words\"]}]\n", message::value_wrong},
        {"  - [course, note, {only: in, text: [\"<course> <row>\"]}]\n", message::value_wrong},
        {"  - [course, note, {only: in, text: [\"<diagnoses.text>\"]}]\n", message::value_wrong},
        {"  - [course, note, {only: in, text: [\"<course:0>\"]}]\n", message::value_wrong},
        {"  - [weight, weight, {only: in, text: [\"<weight>\"]}]\n", message::value_wrong},
        {"  - [course, note, {only: in, replace: {\"a\": \"b\"}}]\n", message::value_wrong},
        {"  - [weight, weight, {replace: {\"a\": \"b\"}}]\n", message::value_wrong},
        {"  - [course, note, {append: \"、\"}]\n", message::value_wrong}, // both ways
        {"  - [weight, weight, {only: in, append: \"、\"}]\n", message::value_wrong},
        {"  - [course, note, {only: in, when: {empty: medicin}}]\n", message::item_unknown},
        {"  - [course, note, {only: in, when: {item: course, like: \"(\"}}]\n", message::value_wrong},
        {"  - [course, note, {only: in, when: {empty: diagnoses.day}}]\n", message::value_wrong},
        {"  - [course, note, {only: in, when: {item: course, unlike: \"(\"}}]\n", message::value_wrong},
        {"  - [course, note, {only: in, when: {item: made, until: mad}}]\n", message::item_unknown},
        {"  - [course, note, {only: in, when: {item: made, until: diagnoses.day}}]\n", message::value_wrong},
        {"  - [course, note, {only: in, take: \".*kg\"}]\n", message::value_wrong}, // no group
        {"  - [course, note, {take: \"(.*)kg\"}]\n", message::value_wrong},         // both ways
        {"  - [weight, note, {only: in, take: \"(.*)\"}]\n", message::value_wrong},
        {"  - [course, note, {only: in, latest: diagnoses.day}]\n", message::value_wrong},
        {"  - [course, note, {when: {ours: apetite}}]\n", message::item_unknown},
        {"  - [course, note, {when: {ours: visit.care}}]\n", message::value_wrong},
        {"  - [course, note, {when: {ours: appetite, is: [\"7\"]}}]\n", message::transfer_value},
        {"  - [course, note, {when: {item: course, reads: caers, is: [none]}}]\n", message::value_wrong},
        {"  - [course, note, {when: {item: course, reads: cares, is: [nome]}}]\n", message::value_wrong},
        {"  - [course, note, {when: {item: course, reads: cares}}]\n", message::value_wrong},
        {"  - [weight, weight, {when: {item: weight, reads: cares, is: [none]}}]\n", message::value_wrong},
        {"  - [course, note, {only: in, text: [{text: \"<course>\"}]}]\n", message::value_wrong},
        {"  - {all: diagnoses, item: appetite, value: \"2\", without: [medicin]}\n", message::group_unknown},
        {"constants: {out: [[course, {of: number, reads: cares, is: [[\"nome\", x]]}]]}\n",
         message::value_wrong},
        {"constants: {out: [[course, {template: \"<row>\"}]]}\n", message::value_wrong},
        {"constants: {out: [[course, {template: \"<medicines.name>\"}]]}\n", message::value_wrong},
        {"constants: {out: [[course, {template: \"<row>\", rows: medicin, join: \" \"}]]}\n",
         message::group_unknown},
        {"constants: {out: [[course, {template: \"<row>\", rows: medicines}]]}\n", message::key_missing},
        {"constants: {out: [[weight, {template: \"<number>\"}]]}\n", message::value_wrong},
        {"constants: {out: [[course, {of: number}]]}\n", message::key_missing},
        {"constants: {out: [[course, {of: number, is: [[\"(\", x]]}]]}\n", message::value_wrong},
        {"constants: {out: [[patient.gender, {of: number, is: [[\"M\", man]]}]]}\n", message::transfer_value},
        {"constants: {out: [[course, {words: x}]]}\n", message::key_unknown},
        {"constants: {out: [[course]]}\n", message::value_wrong},
    };
    for (const Refusal& each : refusals) {
        std::optional<catalogue::Catalogue> none;
        EXPECT_TRUE(compiled(std::string(both_ends) + std::string(each.rows), none).has(each.message))
            << each.rows;
    }
}

TEST(TransferRow, takes_a_part_of_a_text) {
    const std::string rows = R"(  - [course, weight, {only: in, take: '(?s).*体重([0-9]+\.[0-9])kg.*'}]
  - [course, sex, {only: in, take: '.*(男|女).*', map: {"男": "1", "女": "2"}}]
)";
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "安定。体重48.5kg"}}).values,
              Lines{"weight = 48.5"});
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "体重は測らず、女性"}}).values, Lines{"sex = 2"});
}

TEST(TransferRow, of_a_text_that_denies_is_not_carried) {
    const std::string rows =
        R"(  - [course, note, {only: in, when: {item: course, unlike: '.*(なし|不要).*'}}]
)";
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "酸素"}}).values, Lines{"note = 酸素"});
    EXPECT_EQ(carried(rows, Direction::in, {{"course", 0, "酸素は不要"}}).values, Lines());
}

TEST(TransferRow, is_the_last_that_is_not_after_the_day_of_the_document) {
    const std::string rows =
        R"(  - [diagnoses.text, note, {only: in, latest: diagnoses.day, when: {item: diagnoses.day, until: made}}]
)";
    const Carried out = carried(rows, Direction::in,
                                {{"made", 0, "2026-02-05T10:00:00+09:00"},
                                 {"diagnoses.text", 0, "一"},
                                 {"diagnoses.day", 0, "2026-01-20"},
                                 {"diagnoses.text", 1, "二"},
                                 {"diagnoses.day", 1, "2026-02-05"},
                                 {"diagnoses.text", 2, "三"},
                                 {"diagnoses.day", 2, "2026-02-06"}});
    EXPECT_EQ(out.values, Lines{"note = 二"});
    EXPECT_EQ(std::ranges::count(out.losses, "not-in-form diagnoses.text"), 2) << "the others are reported";
}

TEST(DefaultValues, warn_of_names_that_no_form_knows) {
    std::optional<catalogue::Catalogue> catalogue;
    compiled(std::string(both_ends), catalogue);
    const Folder folder;
    folder.write("values.yaml",
                 "patient.adress: a\nweight: '40'\nsummary:\n  patient.address: b\n  weigth: '1'\n"
                 "sumary:\n  weight: '1'\n");
    const diag::Result<transfer::DefaultValues> values =
        transfer::read_default_values(folder.path() / "values.yaml");
    ASSERT_TRUE(values);
    diag::Report report;
    transfer::check_default_values(*values, catalogue->plans(), report);
    Lines found;
    for (const diag::Finding& finding : report.findings()) {
        EXPECT_EQ(finding.severity, diag::Severity::warning);
        found.push_back(fmt::format("{}: {} ({})", finding.where.line, finding.args[0], finding.args[1]));
    }
    EXPECT_EQ(found,
              (Lines{"1: patient.adress (patient.address)", "5: weigth (weight)", "6: sumary (summary)"}));
}

} // namespace
} // namespace renkei::service::transfer_language_test
