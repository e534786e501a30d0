#include "gateway/forms/html/html.h"
#include "gateway/forms/record/value/record.h"

#include "kit.h"
#include <gtest/gtest.h>

namespace renkei::html::document_page_test {
namespace {

constexpr std::string_view admission_file =
    "fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV";

std::string admission(const Change& change = {}) {
    return page_of("admission", form_file(admission_file), change);
}

// As a number with a unit stands there.
std::string value_in_grid(std::string value) {
    for (std::size_t at = value.size(); at > 3; at -= 3) {
        value.insert(at - 3, 1, ',');
    }
    return value;
}

TEST(Page, states_the_person_first_with_era_and_age) {
    const std::string page = admission();
    const std::string box = text_of(between(page, "<section class=\"who\"", "</section>"));
    EXPECT_TRUE(has(box, "レンケイ　ハナコ連携　花子 様")) << box;
    EXPECT_TRUE(has(box, "女")) << box;
    EXPECT_TRUE(has(box, "1938年5月12日（昭和13年5月12日）生　87歳（文書の日付現在）")) << box;
    EXPECT_TRUE(has(box, "要介護度要介護２") || has(box, "要介護度要介護2")) << box;
    EXPECT_TRUE(has(box, "感染症 アレルギー")) << "named beside the person: " << box;
    EXPECT_EQ(text_of(alert_of(page, "アレルギー")), "あり　そば");
    EXPECT_LT(page.find("class=\"who\""), page.find("class=\"alerts\""));
    EXPECT_LT(page.find("class=\"alerts\""), page.find("<h2"));
}

TEST(Page, begins_with_the_sections_that_the_mapping_puts_first) {
    const std::string page = admission();
    const auto at = [&](std::string_view title) { return page.find("\">" + std::string(title) + "</h2>"); };
    EXPECT_LT(at("ADL"), at("入院歴・医療処置"));
    EXPECT_LT(at("入院歴・医療処置"), at("お薬"));
    EXPECT_LT(at("お薬"), at("家族構成・連絡先"));
    EXPECT_LT(at("家族構成・連絡先"), at("送信元・送信先"));
}

TEST(Page, of_a_form_that_says_nothing_about_it_follows_the_form) {
    const std::string page = page_of("day_check", form_file("mappings/example/fixtures/full.csv"));
    std::size_t before = 0;
    for (const std::string_view title : {"送信元・送信先", "基本情報", "本日の様子", "測定・活動", "お薬"}) {
        const std::size_t at = page.find("\">" + std::string(title) + "</h2>");
        ASSERT_NE(at, std::string::npos) << title;
        EXPECT_GT(at, before) << title;
        before = at;
    }
}

TEST(Page, shows_the_boxes_of_a_question_as_on_paper_and_then_its_details) {
    const std::string page = admission();
    const std::string line = text_of(between(page, "<dt>入院前に実施している医療処置</dt>", "</dd>"));
    EXPECT_TRUE(line.starts_with("☐ なし ☐ 点滴 ")) << line;
    EXPECT_TRUE(line.ends_with("☑ 自己注射 ☑ その他　自己注射の内容：インスリン")) << line;
}

TEST(Page, shows_an_answer_with_its_details) {
    const std::string page = admission();
    EXPECT_EQ(text_of(between(page, "<dt>食事制限</dt>", "</dd>")), "あり　内容：塩分６ｇ／日");
    EXPECT_EQ(text_of(between(page, "<dt>喫煙</dt>", "</dd>")), "有　喫煙（本くらい／日）：20 本／日");
}

TEST(Page, writes_units_dates_and_telephone_links) {
    const std::string page = admission();
    EXPECT_TRUE(has(section(page, "身長・体重"), "<bdi>148.0</bdi> cm"));
    EXPECT_TRUE(has(section(page, "身長・体重"), "2026年1月5日"));
    EXPECT_TRUE(has(page, "<a class=\"d\" href=\"tel:0000000101\">00-0000-0101</a>"));
}

TEST(Page, shows_rows_as_a_table_with_heads) {
    const std::string page = admission();
    const std::string_view table = between(page, "<caption>薬</caption>", "</table>");
    EXPECT_TRUE(has(table, "scope=\"col\">"));
    EXPECT_TRUE(has(table, "<bdi>アムロジピン錠5mg</bdi>"));
    EXPECT_TRUE(has(table, "scope=\"row\">10</th>"));
}

TEST(Page, does_not_repeat_the_name_of_a_table_in_its_columns) {
    const std::string page = page_of("nursing_record2", form_file("fixtures/nursing_record2/full.json"));
    const std::string_view table = between(page, "<caption>実施項目</caption>", "</table>");
    EXPECT_TRUE(has(table, ">区分</th>"));
    EXPECT_FALSE(has(table, "実施項目："));
}

TEST(Page, numbers_rows_only_if_the_form_does_not) {
    const std::string plan = page_of("nursing_plan", form_file("fixtures/nursing_plan/full.json"));
    const std::string_view table = between(plan, ">問題点・解決策・評価</h2>", "</thead>");
    ASSERT_FALSE(table.empty());
    EXPECT_EQ(table.find(">番号</th>"), table.rfind(">番号</th>"));
}

TEST(Page, marks_restricted_content_in_its_place) {
    const std::string page = admission();
    const std::string_view prospects = section(page, "今後の在宅生活の展望");
    EXPECT_TRUE(has(prospects, "大声で責められる"));
    EXPECT_TRUE(has(prospects, "<div class=\"x\"><dt><span class=\"tag sens\">取扱注意</span> "))
        << prospects;
    EXPECT_TRUE(has(prospects, "印刷に含めていない内容があります")) << "shown where it is left out";
    EXPECT_TRUE(
        has(section(page, "基本情報"), "<dt><span class=\"tag sens\">取扱注意</span> 年金などの種類</dt>"));
    EXPECT_FALSE(has(section(page, "ADL"), "取扱注意"));
    EXPECT_TRUE(has(page.substr(0, page.find("<h2")), "id=\"without\"")) << "the choice stands at the top";
}

TEST(Page, marks_a_restricted_alert) {
    const std::string page = admission();
    EXPECT_TRUE(has(page, "<li class=\"alert danger x\">"));
    EXPECT_TRUE(has(page, "<span class=\"tag danger x\">感染症</span>"));
    EXPECT_EQ(text_of(alert_of(page, "<span class=\"tag sens\">取扱注意</span> 感染症")),
              "あり　MRSA（鼻腔、2年前）");
}

TEST(Page, marks_a_restricted_table_once) {
    const std::string page = page_of("opinion", form_file("fixtures/opinion/full.json"));
    EXPECT_TRUE(
        has(page, "class=\"stack x\"><caption><span class=\"tag sens\">取扱注意</span> 診断名</caption>"));
    EXPECT_FALSE(has(between(page, "診断名</caption>", "</table>"), "class=\"x\""));
}

TEST(Page, without_restricted_content_has_no_mark_and_says_so) {
    const std::string page = page_of("admission", form_file("fixtures/admission/minimal.csv"));
    EXPECT_FALSE(has(page, "class=\"tag"));
    EXPECT_FALSE(has(page, "id=\"without\""));
    EXPECT_TRUE(has(page, "取扱注意の欄に、届いた値はありません"));
}

TEST(Page, names_the_person_and_the_form_on_each_sheet) {
    const std::string page = admission();
    EXPECT_TRUE(has(page, "@top-left{content:\"\xE2\x81\xA8連携　花子 様　1938年5月12日生\xE2\x81\xA9\"}"));
    EXPECT_TRUE(has(page, "@top-right{content:\"\xE2\x81\xA8入院時情報提供書\xE2\x81\xA9\"}"));
    EXPECT_TRUE(has(page, "counter(page) \" / \" counter(pages)"));
}

TEST(Page, shows_a_death_above_all_others) {
    const std::string page = page_of("nursing_summary", form_file("fixtures/nursing_summary/full.json"));
    const std::string alert = text_of(alert_of(page, "死亡"));
    EXPECT_TRUE(has(alert, "終了理由：死亡（在宅）")) << alert;
    EXPECT_TRUE(has(alert, "2026年2月20日 04:15")) << alert;
    EXPECT_LT(page.find("class=\"alert death\""), page.find("class=\"alert danger"))
        << "without alarm, above all";
    const auto ended = [](record::Record& record) {
        set(record, "summary.purpose", "4");
        set(record, "summary.endReason", "1");
        set(record, "extension.death.datetime", "");
        set(record, "extension.death.place", "");
    };
    EXPECT_FALSE(has(page_of("nursing_summary", form_file("fixtures/nursing_summary/full.json"), ended),
                     "class=\"alert death\""))
        << "another end is none";
}

TEST(Page, takes_no_place_of_death_that_names_none_for_a_death) {
    const auto alive = [](std::string_view place) {
        return page_of("nursing_summary", form_file("fixtures/nursing_summary/full.json"),
                       [&](record::Record& record) {
                           set(record, "summary.purpose", "4");
                           set(record, "summary.endReason", "1");
                           set(record, "extension.death.datetime", "");
                           set(record, "extension.death.place", place);
                       });
    };
    EXPECT_FALSE(has(alive("該当なし"), "class=\"alert death\""));
    EXPECT_TRUE(has(alive("自宅"), "class=\"alert death\""));
}

TEST(Page, of_a_person_without_a_name_shows_what_stands_above_all) {
    const std::string page =
        page_of("careplan_delete",
                form_file("fixtures/careplan_delete/DLT1KYO_9970100013_43_9970101011_11_20260301091501.CSV"));
    EXPECT_EQ(text_of(alert_of(page, "取り消す計画の作成（変更）日")), "2026年1月15日");
    EXPECT_TRUE(has(between(page, "aria-label=\"本人\"", "</section>"), "被保険者番号"))
        << "known by number only";
}

TEST(Page, shows_one_allergy_a_line_and_none_apart) {
    const std::string page = page_of("nursing_summary", form_file("fixtures/nursing_summary/full.json"));
    EXPECT_EQ(alert_of(page, "アレルギー"),
              "<span class=\"f\"><b><bdi>ペニシリン系薬</bdi></b></span><span class=\"f\"><span "
              "class=\"o\">なしの記載：</span><bdi>食物アレルギーなし</bdi></span>");
}

TEST(Page, puts_codes_behind_their_words) {
    const std::string order = page_of("nursing_order", form_file("fixtures/nursing_order/full.json"));
    const std::string_view medicines = between(order, ">投与中の薬剤</h2>", "</table>");
    EXPECT_FALSE(has(between(medicines, "<thead", "</thead>"), "コード")) << medicines;
    EXPECT_TRUE(has(medicines, "<span class=\"o\">HOTコード <bdi>")) << medicines;
    EXPECT_TRUE(has(medicines, "<span class=\"o\">YJコード <bdi>")) << medicines;
    const std::string letter = page_of("referral", form_file("fixtures/referral/full.json"));
    EXPECT_TRUE(has(section(letter, "傷病名"), "<span class=\"o\">ICD-10コード <bdi>"));
    EXPECT_TRUE(has(section(letter, "検査結果"), "<span class=\"o\">JLAC10 <bdi>"));
}

TEST(Page, shows_many_short_answers_to_one_question_as_a_small_table) {
    const std::string adl = page_of("life_adl", form_file("fixtures/life_adl/full.json"));
    const std::string_view index = between(section(adl, "Barthel Index"), "<table class=\"g\"", "</table>");
    EXPECT_TRUE(has(index, "点")) << "the total stands in its caption: " << index;
    EXPECT_TRUE(has(index, "scope=\"row\">食事</th><td role=\"cell\"><bdi>")) << index;
    const std::string ulcer =
        page_of("life_pressure_ulcer", form_file("fixtures/life_pressure_ulcer/full.json"));
    EXPECT_TRUE(has(between(section(ulcer, "褥瘡の状態の評価"), "<table class=\"g\"", "</table>"), "深さ"));
}

TEST(Page, says_which_kind_of_document_it_is_beside_the_next_box) {
    const std::string order = page_of("nursing_order", form_file("fixtures/nursing_order/full.json"));
    EXPECT_TRUE(has(section(order, "指示書の種類と期間"), "<dt>指示書の種類</dt>"));
    const std::string summary = page_of("nursing_summary", form_file("fixtures/nursing_summary/full.json"));
    EXPECT_TRUE(has(section(summary, "サマリーの区分・訪問看護の期間"), "<dt>サマリーの目的</dt>"));
}

TEST(Page, of_no_form_begins_with_numbers_of_insurance) {
    for (const std::string_view form : {"nursing_order", "nursing_summary", "nursing_record1", "life_adl",
                                        "life_pressure_ulcer", "life_individual_training"}) {
        const std::string page = page_of(form, form_file("fixtures/" + std::string(form) + "/full.json"));
        EXPECT_FALSE(has(between(page, "<h2 id=\"s1\">", "</h2>"), "保険")) << form;
    }
}

TEST(Page, closes_what_only_programs_need) {
    const std::string page = admission();
    const std::size_t end = page.find("<details>");
    ASSERT_NE(end, std::string::npos);
    for (const std::string_view number : {"FIX-FULL", "9970100013", "202404"}) {
        EXPECT_GT(page.find(number), end) << number;
    }
    EXPECT_LT(page.find("0000001016"), end) << "the insured person's number is for people";
}

// 不明, なし, 未記入 and 届いていない are four different things.
TEST(Page, distinguishes_unknown_none_blank_and_not_stated) {
    const std::string page = admission([](record::Record& record) {
        set(record, "allergy", "2");
        set(record, "allergy_text", "");
        set(record, "diet_restriction", "9");
        set(record, "diet_restriction_text", "");
        set(record, "swallowing", "");
    });
    EXPECT_TRUE(has(page, "<dt>アレルギー</dt><dd><bdi>なし</bdi></dd>"));
    EXPECT_TRUE(has(page, "<dt>食事制限</dt><dd class=\"state\"><bdi>不明</bdi></dd>"));
    EXPECT_TRUE(has(between(section(page, "食事・口腔"), "届いていない欄：", "</p>"), "嚥下機能"));
}

TEST(Page, shows_reasons_and_blank_boxes_of_a_json_form) {
    const std::string page = page_of("nursing_info", form_file("fixtures/nursing_info/states.json"));
    EXPECT_TRUE(
        has(page,
            "<dt>住所</dt><dd class=\"state\"><bdi>拒否</bdi>（<bdi>住所は伝えないでほしいとの希望</bdi>）"));
    EXPECT_TRUE(has(page, "未記入：電話番号"));
}

TEST(Page, says_that_a_cancelled_document_is_one) {
    const std::string file = form_file("fixtures/nursing_info/full.json");
    const std::string valid = page_of("nursing_info", file);
    const std::string cancelled = page_of(
        "nursing_info", file, [](record::Record& record) { set(record, "header.status", "cancelled"); });
    EXPECT_TRUE(has(valid, "<p class=\"m\">文書の状態："));
    EXPECT_EQ(text_of(alert_of(cancelled, "文書の状態")), "取消");
}

TEST(Page, says_at_the_top_that_a_document_is_not_for_everybody) {
    const std::string file = form_file("fixtures/nursing_info/full.json");
    const std::string usual = page_of(
        "nursing_info", file, [](record::Record& record) { set(record, "header.confidentiality", "N"); });
    const std::string restricted = page_of(
        "nursing_info", file, [](record::Record& record) { set(record, "header.confidentiality", "R"); });
    EXPECT_TRUE(has(usual, "<p class=\"m\">閲覧制限："));
    EXPECT_TRUE(has(restricted, "<p class=\"m a\">閲覧制限："));
    EXPECT_LT(restricted.find("閲覧制限："), restricted.find("class=\"who\""));
}

TEST(Page, needs_nothing_else_and_may_do_nothing) {
    const std::string page = admission();
    EXPECT_TRUE(has(page, "<html lang=\"ja\">"));
    EXPECT_TRUE(has(page, "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "));
    for (const std::string_view part :
         {"<script", "<img", "<link", "src=", "@import", "url(", " style=\"", "http://", "https://"}) {
        EXPECT_FALSE(has(page, part)) << part;
    }
}

TEST(Page, shows_markup_as_text) {
    const std::string attack = "<img src=x onerror=alert(1)> \"'&\x01";
    const std::string page = admission([&](record::Record& record) {
        for (const std::string_view item :
             {"patient_name", "patient_kana", "allergy_text", "caregiver_phone", "abuse_suspicion_text",
              "sender_name", "birth_date", "entry_date"}) {
            set(record, item, attack);
        }
    });
    EXPECT_FALSE(has(page, "<img"));
    EXPECT_FALSE(has(page, "\x01"));
    EXPECT_TRUE(has(page, "<bdi>&lt;img src=x onerror=alert(1)&gt; &quot;&#39;&amp;\xEF\xBF\xBD</bdi> 様"));
    EXPECT_FALSE(has(page, "tel:&lt;")) << "no number, no link";
}

TEST(Page, isolates_right_to_left_text) {
    const std::string name = "\xE2\x80\xAE"
                             "花子"; // U+202E without its end
    const std::string page = admission([&](record::Record& record) { set(record, "patient_name", name); });
    EXPECT_TRUE(has(page, "<bdi>" + name + "</bdi> 様"));
}

TEST(Page, shows_a_text_of_100000_characters) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) {
        text += "長";
    }
    const std::string page = admission([&](record::Record& record) { set(record, "life_history", text); });
    EXPECT_TRUE(has(page, "<bdi>" + text + "</bdi>"));
}

// Every text and number that came stands on the page of every form.
TEST(Page, leaves_out_no_value_of_any_form) {
    constexpr std::pair<std::string_view, std::string_view> files[] = {
        {"admission", admission_file},
        {"discharge", "fixtures/discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV"},
        {"insured_card", "fixtures/insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV"},
        {"nursing_info", "fixtures/nursing_info/full.json"},
        {"nursing_plan", "fixtures/nursing_plan/full.json"},
        {"nursing_record2", "fixtures/nursing_record2/full.json"},
        {"nursing_report", "fixtures/nursing_report/full.json"},
        {"opinion", "fixtures/opinion/full.json"},
        {"referral", "fixtures/referral/full.json"}};
    for (const auto& [form, file] : files) {
        std::vector<std::string> missing;
        page_of(form, form_file(file), [&](record::Record& record) {
            const std::string shown = document_page(*product().find(form), record);
            const auto look = [&](const auto& self, const record::Row& row) -> void {
                for (const form::Item& item : record.form().items()) {
                    const bool is_words =
                        item.type == form::ItemType::text || item.type == form::ItemType::token ||
                        item.type == form::ItemType::integer || item.type == form::ItemType::decimal ||
                        item.type == form::ItemType::time;
                    if (item.group != row.group || !is_words || item.list != form::none ||
                        item.is(form::implied)) {
                        continue;
                    }
                    const std::string_view value = record.value(row, item).text();
                    if (!value.empty() && !has(shown, escaped(value)) &&
                        !has(shown, value_in_grid(std::string(value)))) {
                        missing.emplace_back(record.form().text(item.id));
                    }
                }
                for (const form::GroupId group : record.form().groups().ids(1)) {
                    if (record.form().groups()[group].parent == row.group) {
                        for (const record::Row* below : record.rows(row, group)) {
                            self(self, *below);
                        }
                    }
                }
            };
            look(look, record.root());
        });
        EXPECT_EQ(missing, std::vector<std::string>()) << form;
    }
}

} // namespace
} // namespace renkei::html::document_page_test
