// How a page calls boxes, codes and tables, and what `page: {items: […]}` of a mapping says of single items:
// a name, the words of a box, the day that the document is about.
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include "kit.h"
#include "tests/refuse/edit_case.h"
#include "tests/refuse/mapping_folder.h"
#include <gtest/gtest.h>

namespace renkei::html::page_items_test {
namespace {

// The page of the small form of tests/refuse with this in its fhir.yaml.
std::string checkup_page(const std::string& page, std::string_view tube) {
    const refuse::EditedMapping mapping(
        {.name = "page_items",
         .edits = {{"checkup/fhir.yaml", "sections: {\"10\"", page + "\nsections: {\"10\""}},
         .message = {},
         .file = {},
         .line = {},
         .with = {}});
    diag::Report report;
    const auto made =
        catalogue::Catalogue::open(catalogue::compile_catalogue(mapping.root(), refuse::r4(), report));
    EXPECT_TRUE(made) << refuse::shown(report);
    const mapping::Plan& plan = made->plans().front();
    record::Record record(plan.form());
    set(record, "name", "連携 花子");
    set(record, "created", "2024-05-03T09:00:00+09:00");
    set(record, "day", "2024-05-02");
    set(record, "tube", tube);
    return document_page(plan, record);
}

TEST(PageItems, have_their_own_names) {
    EXPECT_TRUE(has(checkup_page("", "1"), "<dt>経管栄養</dt><dd>☑ チェックあり</dd>"));
    EXPECT_TRUE(has(checkup_page("page: {items: [{item: tube, name: 栄養の管}]}", "1"),
                    "<dt>栄養の管</dt><dd>☑ チェックあり</dd>"));
}

TEST(PageItems, say_with_their_own_words_that_a_box_is_ticked_or_not) {
    const std::string words = "page: {items: [{item: tube, ticked: [口から食べた, 管から入れた]}]}";
    EXPECT_TRUE(has(checkup_page(words, "1"), "<dt>経管栄養</dt><dd>管から入れた</dd>"));
    EXPECT_TRUE(has(checkup_page(words, "0"), "<dt>経管栄養</dt><dd>口から食べた</dd>"));
    EXPECT_FALSE(has(checkup_page(words, ""), "口から食べた")) << "nothing was said";
}

TEST(PageItems, name_the_day_that_the_document_is_about_before_its_own) {
    EXPECT_TRUE(
        has(checkup_page("", ""), "<p class=\"m\">作成日時 <span class=\"d\">2024年5月3日 09:00</span></p>"));
    EXPECT_TRUE(has(checkup_page("page: {items: [{item: day, day: true}]}", ""),
                    "<p class=\"m\">測定日 <span class=\"d\">2024年5月2日</span>　作成日時 <span "
                    "class=\"d\">2024年5月3日 09:00</span></p>"));
}

TEST(PageItems, of_the_day_have_the_age_on_it_unless_it_is_not_shown) {
    const mapping::Plan& plan = *product().find("careplan4");
    record::Record record(plan.form());
    set(record, "header.patient.name", "連携 花子");
    set(record, "header.patient.birthDate", "1938-05-12");
    set(record, "header.createdDate", "2026-06-01");
    set(record, "meeting.date", "2026-05-11");
    EXPECT_TRUE(has(document_page(plan, record), "87歳（開催日現在）"));
    const ShowsItem part = [](std::string_view item) { return item != "meeting.date"; };
    const std::string page = document_page(plan, record, {.shows = part});
    EXPECT_TRUE(has(page, "88歳（文書の日付現在）"));
    EXPECT_FALSE(has(page, "2026年5月11日"));
}

std::string training_page(const Change& change = {}) {
    return page_of(
        "life310_training",
        form_file("fixtures/life310_training/INDIVIDUAL_FUNCTION_TRAINING_PLAN_2024_1_20260501.csv"), change);
}

TEST(PageItems, of_one_line_are_one_answer_as_far_as_they_go) {
    const auto onset = [](std::string_view day) {
        const std::string page = training_page([&](record::Record& record) {
            set(record, "onset_date_year", "2022");
            set(record, "onset_date_month", "11");
            set(record, "onset_date_day", day);
        });
        return text_of(between(page, "<dt>発症日・受傷日</dt>", "</div>"));
    };
    EXPECT_EQ(onset("03"), "2022 年　11 月　03 日");
    EXPECT_EQ(onset(""), "2022 年　11 月");
}

TEST(PageItems, beside_one_another_are_a_line_with_a_column_each) {
    const auto line = [](const Change& change) {
        const std::string page = training_page(change);
        return text_of(between(section(page, "個別機能訓練の目標"), "目標達成度</th>", "</tr>"));
    };
    EXPECT_EQ(line({}), "一部未達");
    EXPECT_EQ(line([](record::Record& record) { set(record, "short_goal_achievement", ""); }), "―未達");
    EXPECT_TRUE(has(training_page([](record::Record& record) { set(record, "short_goal_achievement", ""); }),
                    "届いていない欄：目標達成度（短期）"));
}

// What one reader may not see is neither shown nor said to be missing.
TEST(PageItems, beside_one_another_are_left_out_one_by_one) {
    const mapping::Plan& plan = *product().find("life310_training");
    record::Record record(plan.form());
    set(record, "short_goal_achievement", "1");
    set(record, "long_goal_achievement", "3");
    const ShowsItem part = [](std::string_view item) { return item != "long_goal_achievement"; };
    const std::string page = document_page(plan, record, {.shows = part});
    EXPECT_TRUE(has(page, "達成"));
    EXPECT_TRUE(has(page, "示していません"));
    EXPECT_FALSE(has(page, "未達"));
    EXPECT_TRUE(has(page, "示していない欄：目標達成度（長期）"));
}

TEST(PageItems, shows_a_code_beside_its_words_once_and_says_that_one_is_not_listed) {
    const std::string plan = training_page();
    EXPECT_TRUE(has(plan, ">4 筋力維持・増強訓練</th>"));
    EXPECT_TRUE(has(plan, ">理学療法士　<span class=\"o\"><bdi>080</bdi></span>")) << "of no number";
    EXPECT_TRUE(has(page_of("life310_training", form_file("fixtures/life310_training/unlisted-codes.csv")),
                    "一覧にないコード　<span class=\"o\"><bdi>99</bdi></span>"));
}

TEST(PageItems, names_whose_telephone_a_header_means) {
    const std::string page = page_of("careplan4", form_file("fixtures/careplan4/full.json"));
    for (const std::string_view name :
         {"送信元 電話番号", "主治医 電話番号", "居宅介護支援事業所 電話番号"}) {
        EXPECT_TRUE(has(page, name)) << name;
    }
}

TEST(PageItems, names_a_table_once) {
    const std::string page = page_of("care_record", form_file("fixtures/care_record/full.json"));
    EXPECT_FALSE(has(page, "<caption>バイタルサイン</caption>"));
    EXPECT_TRUE(has(page, "<caption>食事</caption>"));
}

} // namespace
} // namespace renkei::html::page_items_test
