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

// The lines of the box, without marks.
std::string box_of(std::string_view form, std::string_view file, const Change& change = {}) {
    return text_of(between(page_of(form, form_file(file), change), "<section class=\"who\"", "</section>"));
}

TEST(PersonBox, says_the_limit_of_the_law_for_the_level_and_beside_it_another_one_of_the_card) {
    const auto judgement = [](const Change& change = {}) {
        return box_of("cert_judgement", "fixtures/cert_judgement/full.json", change);
    };
    const std::string box = judgement();
    EXPECT_TRUE(has(box, "在宅サービスの1か月の支給限度（単位）法令の額：16,765（2019年10月1日からの額）"))
        << box;
    EXPECT_TRUE(has(box, "告示第33号")) << box;
    constexpr std::string_view limit = "支給限度";
    EXPECT_FALSE(has(judgement([](record::Record& it) { set(it, "valid_from", "2019-09-30"); }), limit));
    EXPECT_FALSE(has(judgement([](record::Record& it) { set(it, "valid_from", ""); }), limit));
    const auto card = [](std::string_view units) {
        return box_of("insured_card", "fixtures/insured_card/full.json",
                      [&](record::Record& it) { set(it, "limit_units", units); });
    };
    EXPECT_FALSE(has(card("19705"), limit)) << "the card says the same itself";
    EXPECT_TRUE(has(card(""), "19,705")) << card("");
    EXPECT_FALSE(has(card(""), "食い違い"));
    EXPECT_TRUE(has(card("18000"), "食い違い") && has(card("18000"), "18,000") &&
                has(card("18000"), "19,705"))
        << card("18000");
}

TEST(PersonBox, says_of_a_judgement_without_a_level_none) {
    const std::string again = page_of("cert_judgement", form_file("fixtures/cert_judgement/full.json"),
                                      [](record::Record& it) { set(it, "result", "31"); });
    EXPECT_TRUE(has(alert_of(again, "二次判定（要介護度は決まっていません）"), "再調査")) << again;
    for (const auto& [item, code, words] :
         {std::tuple("result", "31", "再調査"), std::tuple("result", "88", "取消"),
          std::tuple("withdrawal", "2", "却下"), std::tuple("withdrawal", "3", "取り下げ"),
          std::tuple("withdrawal", "4", "区分変更却下")}) {
        const std::string box = box_of("cert_judgement", "fixtures/cert_judgement/full.json",
                                       [&](record::Record& it) { set(it, item, code); });
        EXPECT_TRUE(has(box, std::string("要介護度値なし（") + words)) << box;
        EXPECT_FALSE(has(box, "支給限度") || has(box, "要介護１")) << box;
    }
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
