#include "gateway/forms/conform/documents/narrative_sentences.h"
#include "gateway/forms/conform/documents/written_values.h"

#include <gtest/gtest.h>

namespace renkei::conform::written_values_test {
namespace {

using Texts = std::vector<std::string>;

TEST(WrittenValues, finds_dates_however_they_are_written) {
    EXPECT_EQ(dates_in("入院日は令和8年1月12日、退院は2026/2/3、次は２０２６年３月１日。"),
              (Texts{"2026-01-12", "2026-02-03", "2026-03-01"}));
    EXPECT_EQ(dates_in("2026-03-01T09:15:00+09:00"), Texts{"2026-03-01"});
    EXPECT_EQ(dates_in("平成の頃、12 月"), Texts());
}

TEST(WrittenValues, finds_numbers) {
    EXPECT_EQ(numbers_in("TEL 00-0000-0001、７日"), (Texts{"0000000001", "7"}));
}

TEST(WrittenValues, recognises_names) {
    for (const char* const name : {"連携　花子", "連携 花子", "連携花子", "連携 ハナコ"}) {
        EXPECT_TRUE(is_like_a_name(name)) << name;
    }
    for (const char* const other :
         {"別の書き方の説明文です。", "概要", "要介護2", "0001", "さくら", "見本 荘 二〇一"}) {
        EXPECT_FALSE(is_like_a_name(other)) << other;
    }
}

TEST(WrittenValues, finds_names_with_an_honorific_but_no_roles) {
    EXPECT_EQ(names_with_honorific("連携花子様と、試験 太郎さんに会う。"), (Texts{"連携花子", "試験 太郎"}));
    EXPECT_EQ(names_with_honorific("訪問看護師さん、ご家族様、患者様"), Texts());
}

TEST(WrittenValues, agree_unless_they_certainly_differ) {
    EXPECT_TRUE(may_agree("連携　花子", "連携 花子 様"));
    EXPECT_FALSE(may_agree("連携　花子", "別人 太郎"));
    EXPECT_TRUE(may_agree("1938年5月12日", "昭和13年5月12日生"));
    EXPECT_TRUE(may_agree("1938年5月12日", "19380512"));
    EXPECT_FALSE(may_agree("1938年5月12日", "1938-05-13"));
    EXPECT_TRUE(may_agree("3 回／日", "3"));
    EXPECT_FALSE(may_agree("3 回／日", "4回"));
    EXPECT_FALSE(may_agree("☑", "☐"));
    EXPECT_TRUE(may_agree("☑", "あり"));
    EXPECT_TRUE(may_agree("☑", "○")) << "a circle may mark what was chosen";
    EXPECT_TRUE(may_agree("3食とも8割摂取。水分 約1,000mL/日。", "3食とも8割摂取"));
}

Texts texts_of(std::string_view div, const std::set<std::string>& labels) {
    Texts out;
    for (const conform::Statement& each : conform::statements_of(conform::narrative_rows(div), labels)) {
        out.push_back(each.label + "=" + each.value);
    }
    return out;
}

TEST(NarrativeStatements, are_found_in_every_layout) {
    const std::set<std::string> labels{"氏名", "性別"};
    const Texts both{"氏名=連携 花子", "性別=女性"};
    for (const char* const inner :
         {"<table><tr><th>氏名</th><td>連携 花子</td></tr><tr><th>性別</th><td>女性</td></tr></table>",
          "<table><tr><th>氏名</th><th>性別</th></tr><tr><td>連携 花子</td><td>女性</td></tr></table>",
          "<dl><dt>氏名</dt><dd>連携 花子</dd><dt>性別</dt><dd>女性</dd></dl>",
          "<ul><li>氏名：連携 花子</li><li>性別: 女性</li></ul>", "<p>氏名：連携 花子、性別：女性</p>"}) {
        EXPECT_EQ(
            texts_of("<div xmlns=\"http://www.w3.org/1999/xhtml\">" + std::string(inner) + "</div>", labels),
            both)
            << inner;
    }
}

TEST(NarrativeStatements, need_a_label) {
    EXPECT_EQ(
        texts_of("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>氏名のない文。</p><p>a &amp; b</p></div>",
                 {"氏名"}),
        Texts());
}

} // namespace
} // namespace renkei::conform::written_values_test
