// The box of the person at the top of a page: names, number and care level.
#include "gateway/forms/record/value/record.h"

#include "kit.h"
#include <gtest/gtest.h>

namespace renkei::html::person_box_test {
namespace {

TEST(PersonBox, names_the_boxes_of_care_levels_that_differ_and_shows_the_same_once) {
    const std::string file = form_file("fixtures/life_individual_training/full.json");
    const auto levels = [&](std::string_view header, std::string_view plan, std::string_view function) {
        return std::string(between(page_of("life_individual_training", file,
                                           [&](record::Record& record) {
                                               set(record, "header.insurance.careLevelApplying", "");
                                               set(record, "header.insurance.careLevel", header);
                                               set(record, "training.careLevel", plan);
                                               set(record, "lifeFunction.careLevel", function);
                                           }),
                                   "<dt>要介護度</dt><dd>", "</dd>"));
    };
    EXPECT_EQ(levels("21", "21", "21"), "<span class=\"f\"><b><bdi>要介護１</bdi></b></span>");
    EXPECT_EQ(
        levels("21", "22", "21"),
        "<span class=\"f\"><b><span class=\"tag soon\">食い違い</span></b></span><span class=\"f\"><b><span "
        "class=\"k\">要介護認定の状況（要介護状態区分）：</span><bdi>要介護１</bdi></b></span>"
        "<span class=\"f\"><b><span "
        "class=\"k\">個別機能訓練計画書：要介護度：</span><bdi>要介護２</bdi></b></span>"
        "<span class=\"f\"><b><span "
        "class=\"k\">生活機能チェックシート：要介護度：</span><bdi>要介護１</bdi></b></span>");
}

TEST(PersonBox, says_beside_the_care_level_that_another_is_applied_for) {
    const auto level = [](std::string_view applying) {
        return text_of(between(page_of("careplan4", form_file("fixtures/careplan4/full.json"),
                                       [&](record::Record& record) {
                                           set(record, "header.insurance.careLevelApplying", applying);
                                       }),
                               "<dt>要介護度</dt><dd>", "</dd>"));
    };
    EXPECT_TRUE(level("1").ends_with("　認定申請中")) << level("1");
    EXPECT_FALSE(has(level("0"), "認定申請中"));
}

TEST(PersonBox, says_a_name_of_two_boxes_once) {
    const std::string page =
        page_of("life310_user", form_file("fixtures/life310_user/SERVICE_USER_INFO_1_20260501.csv"));
    EXPECT_TRUE(has(between(page, "<section class=\"who\"", "</section>"), "<bdi>花子</bdi>"));
    EXPECT_FALSE(has(section(page, "利用者"), "<bdi>花子</bdi>"));
    EXPECT_FALSE(has(section(page, "利用者"), "<bdi>ﾊﾅｺ</bdi>"));
    const std::string without =
        page_of("life310_user", form_file("fixtures/life310_user/SERVICE_USER_INFO_1_20260501.csv"),
                [](record::Record& record) { set(record, "first_name", ""); });
    EXPECT_TRUE(has(section(without, "利用者"), "届いていない欄：利用者名"));
}

TEST(PersonBox, of_a_person_without_a_name_shows_care_level_and_number_at_the_top) {
    const std::string page =
        page_of("life310_training",
                form_file("fixtures/life310_training/INDIVIDUAL_FUNCTION_TRAINING_PLAN_2024_1_20260501.csv"));
    const std::string_view box = between(page, "aria-label=\"本人\"", "</section>");
    EXPECT_TRUE(has(box, "<dt>要介護度</dt><dd><span class=\"f\"><b><bdi>要介護")) << box;
    EXPECT_TRUE(has(box, "<bdi>0000001016</bdi>")) << box;
    EXPECT_EQ(page.find("<bdi>0000001016</bdi>"), page.rfind("<bdi>0000001016</bdi>"));
}

} // namespace
} // namespace renkei::html::person_box_test
