// The page of a FHIR document that no form reads.
#include "gateway/core/json/parser.h"
#include "gateway/forms/html/fhir_words.h"
#include "gateway/forms/html/narrative.h"
#include "gateway/forms/html/narrative_page.h"

#include "kit.h"
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::html::narrative_page_test {
namespace {

constexpr std::string_view summary_file = "tests/cases/files/patient-summary.json";

std::string page(const std::string& json) {
    json::Parser parser;
    json::Tree tree;
    EXPECT_TRUE(parser.parse(json, tree));
    return narrative_page(tree);
}

std::string summary() { return form_file(summary_file); }

std::string with(std::string text, std::string_view part, std::string_view other) {
    const std::size_t at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return at == std::string::npos ? text : text.replace(at, part.size(), other);
}

std::string cleaned(std::string_view inside) {
    int tables = 0;
    return clean_narrative(fmt::format(R"(<div xmlns="http://www.w3.org/1999/xhtml">{}</div>)", inside),
                           1U << 20, tables)
        .html;
}

// Is each tag one that a cleaned narrative may have, with no attribute but these?
::testing::AssertionResult is_harmless(std::string_view html) {
    constexpr std::string_view tags[] = {
        "div",   "p",     "br",         "hr",    "b",     "i",     "u",  "del", "sub", "sup",
        "small", "q",     "blockquote", "pre",   "code",  "ul",    "ol", "li",  "dl",  "dt",
        "dd",    "table", "caption",    "thead", "tbody", "tfoot", "tr", "th",  "td"};
    for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
        std::string_view tag = html.substr(at + 1, html.find('>', at) - at - 1);
        tag.remove_prefix(tag.starts_with('/') ? 1 : 0);
        const std::string_view name = tag.substr(0, tag.find(' '));
        std::string_view rest = tag.substr(name.size());
        if (rest.starts_with(" class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"表 ")) {
            rest = {};
        }
        while (!rest.empty()) {
            const std::string_view attribute = rest.substr(1, rest.find('=') - 1);
            const std::size_t end = rest.find('"', rest.find('"') + 1);
            if (end == std::string_view::npos || (attribute != "colspan" && attribute != "rowspan" &&
                                                  attribute != "start" && attribute != "value")) {
                return ::testing::AssertionFailure() << tag;
            }
            rest.remove_prefix(end + 1);
        }
        if (std::ranges::find(tags, name) == std::end(tags)) {
            return ::testing::AssertionFailure() << tag;
        }
    }
    return ::testing::AssertionSuccess();
}

TEST(Narrative, keeps_what_carries_meaning_and_drops_all_attributes_but_numbers) {
    EXPECT_EQ(cleaned(R"(<p class="a" style="color:red">x &lt; y<br/>&amp; <b onclick="f">z</b></p>)"),
              "<div><p>x &lt; y<br>&amp; <b>z</b></p></div>");
    EXPECT_EQ(cleaned("<ol start=\"3\"><li value=\"x\">a</li></ol>"),
              "<div><ol start=\"3\"><li>a</li></ol></div>");
    EXPECT_EQ(cleaned("<h1>見出し</h1><strike>中止</strike>"), "<div><p>見出し</p><del>中止</del></div>");
}

TEST(Narrative, shows_what_it_hides) {
    EXPECT_EQ(cleaned(R"(<span style="display:none">禁忌</span><a href="http://x.example">y</a>)"),
              "<div>禁忌y</div>");
    EXPECT_EQ(cleaned(R"(<span style="text-decoration:line-through">中止</span>)"),
              "<div><del>中止</del></div>");
    EXPECT_EQ(cleaned(R"(<img src="#a" alt="心電図"/>)"), "<div>［画像：心電図］</div>");
}

// What ends a <p>, a list item or a table where HTML is read takes no stroke away.
TEST(Narrative, strikes_out_each_text_below_what_is_struck) {
    EXPECT_EQ(
        cleaned(R"(<p style="text-decoration:line-through">中止した薬<h3>ワーファリン</h3> </p>続ける薬)"),
        "<div><div><del>中止した薬</del><p><del>ワーファリン</del></p> </div>続ける薬</div>");
    EXPECT_EQ(cleaned("<p><del><div>a</div></del>b</p>"), "<div><div><div><del>a</del></div>b</div></div>");
    EXPECT_EQ(cleaned("<s><table><tr><td>a<img alt=\"b\"/></td></tr></table></s>c"),
              "<div><div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"表 "
              "1\"><table><tr><td><del>a</del><del>［画像：b］</del></td></tr></table></div>c</div>");
    std::string deep;
    for (int i = 0; i < 200; ++i) {
        deep += "<div>";
    }
    EXPECT_TRUE(has(cleaned("<strike>" + deep + "a"), "<del>a</del>"));
}

TEST(Narrative, has_no_paragraph_that_a_block_in_it_would_end) {
    for (const std::string_view block :
         {"p", "div", "h1", "address", "ul", "li", "dl", "dt", "pre", "table"}) {
        EXPECT_FALSE(has(cleaned(fmt::format("<p>a<sup><{0}>b</{0}></sup></p>", block)), "<p>a")) << block;
    }
    EXPECT_EQ(cleaned("<p>a<p>b<hr/></p></p><p>c</p>"), "<div><div>a<div>b<hr></div></div><p>c</p></div>");
}

TEST(Narrative, of_images_alone_has_their_words_but_none_in_a_program) {
    int tables = 0;
    EXPECT_TRUE(
        clean_narrative("<div><p><img src=\"#x\" alt=\"ペニシリン\"/></p></div>", 100, tables).has_text);
    EXPECT_EQ(cleaned("<script><img alt=\"x\"/></script>"), "<div></div>");
}

TEST(Narrative, has_no_program_style_or_address_however_it_is_written) {
    for (const std::string_view hostile :
         {"<script>alert(1)</script>", "<style>p{display:none}</style>",
          "<img src=\"x\" onerror=\"alert(1)\"/>", "<a href=\"javascript:alert(1)\">x</a>",
          "<svg><script>alert(1)</script></svg>", "<iframe src=\"http://x.example\">x</iframe>",
          "<![CDATA[<script>alert(1)</script>]]>", "<td colspan=\"2&quot; onclick=&quot;x\">x</td>",
          "<p>&lt;script&gt;</p>", "<textarea>x</textarea>",
          "<x:div xmlns:x=\"urn:x\" x:colspan=\"1\">x</x:div>", "<!-- <script> --><?php x?>",
          "<meta http-equiv=\"refresh\" content=\"0\"/>", "<form><input/></form>"}) {
        const std::string html = cleaned(hostile);
        EXPECT_TRUE(is_harmless(html)) << html;
        EXPECT_FALSE(has(html, "script>")) << html;
    }
    EXPECT_EQ(cleaned("<p>a</p><script>alert(1)</script><style>b</style>"), "<div><p>a</p></div>");
}

TEST(Narrative, that_is_long_deep_or_damaged_is_bounded_and_whole) {
    int tables = 0;
    std::string deep;
    for (int i = 0; i < 5000; ++i) {
        deep += "<div>";
    }
    const CleanNarrative damaged = clean_narrative("<div xmlns=\"x\">" + deep + "下", 1U << 20, tables);
    EXPECT_TRUE(damaged.is_damaged);
    EXPECT_TRUE(has(damaged.html, "</div>"));
    EXPECT_LT(damaged.html.size(), 2000U);
    const CleanNarrative cut =
        clean_narrative("<div xmlns=\"x\"><p>" + std::string(5000, 'x') + "</p><p>y</p></div>", 1000, tables);
    EXPECT_TRUE(cut.is_cut);
    EXPECT_LT(cut.html.size(), 1200U);
    EXPECT_TRUE(cut.html.ends_with("</div>"));
}

RC_GTEST_PROP(Narrative, of_any_text_is_harmless, ()) {
    const auto words = *rc::gen::container<std::vector<std::string>>(
        rc::gen::elementOf(std::vector<std::string>{"<div>",
                                                    "</div>",
                                                    "<p a='<'>",
                                                    "</p>",
                                                    "<table>",
                                                    "</table>",
                                                    "<td colspan='2'>",
                                                    "</td>",
                                                    "<script>",
                                                    "</script>",
                                                    "<![CDATA[<b>]]>",
                                                    "&lt;",
                                                    "&#60;",
                                                    "<!--",
                                                    "-->",
                                                    "<img alt='&quot;&gt;'/>",
                                                    "x",
                                                    "<li value=\"7\">",
                                                    "</li>",
                                                    "\"",
                                                    "'",
                                                    ">",
                                                    "<br/>"}));
    std::string text;
    for (const std::string& word : words) {
        text += word;
    }
    RC_ASSERT(static_cast<bool>(is_harmless(cleaned(text))));
}

TEST(PageWithoutForm, has_the_person_the_author_and_what_stands_above_all) {
    const std::string html = page(summary());
    EXPECT_TRUE(has(html, "<h1>患者サマリー</h1>"));
    EXPECT_TRUE(has(html, "作成者：<bdi>架空 一郎　架空総合病院</bdi>"));
    EXPECT_TRUE(has(html, "送信元：<bdi>架空総合病院</bdi>"));
    EXPECT_TRUE(has(html, "<p class=\"m a\">閲覧制限：制限付き</p>"));
    const std::string_view person = between(html, "aria-label=\"本人\">", "</section>");
    EXPECT_TRUE(
        has(person, "<span class=\"tag death\">死亡</span> <span class=\"tag danger\">文書の状態</span>"))
        << person;
    const std::string_view alerts = between(html, "<ul class=\"alerts\"", "</ul>");
    EXPECT_TRUE(has(alerts, "<p class=\"k\">死亡</p><p class=\"v\"><span class=\"f\"><span "
                            "class=\"d\">2026年3月31日 05:00</span></span></p>"))
        << alerts;
    EXPECT_TRUE(has(
        alerts, "<p class=\"k\">文書の状態</p><p class=\"v\"><span class=\"f\">下書き（確定前）</span></p>"));
    EXPECT_TRUE(has(person, "<bdi>連携 花子</bdi> 様"));
    EXPECT_TRUE(has(person, "<dt>ほかの氏名</dt><dd><bdi>旧姓 花子（旧）</bdi>"));
    EXPECT_TRUE(has(person, "女　<span class=\"d\">1938年5月12日</span>（昭和13年5月12日）生　87歳"));
    EXPECT_TRUE(has(person, "<bdi>HN-0001</bdi>"));
}

TEST(PageWithoutForm, has_the_narratives_in_their_order_and_says_where_there_is_none) {
    const std::string html = page(summary());
    EXPECT_LT(html.find("呼吸困難"), html.find("高血圧症（2010年から）"));
    EXPECT_LT(html.find("高血圧症（2010年から）"), html.find("肺炎球菌ワクチン"));
    EXPECT_TRUE(has(html, "<li>病名・状態：<bdi>肺がん</bdi>　<b class=\"a\">ないと分かった</b></li>"));
    EXPECT_TRUE(has(html, "<div>空欄</div></div>\n<p class=\"s\">内容がない理由：たずねていない</p>"));
    EXPECT_TRUE(has(html, "処方：<bdi>ワルファリン錠1mg</bdi>　<b class=\"a\">中止</b>"));
    EXPECT_FALSE(has(html, "この文書には、人が読むための本文が一つもありません"));
}

TEST(PageWithoutForm, marks_the_section_of_a_restricted_entry_and_lets_paper_leave_it_out) {
    const std::string html = page(summary());
    EXPECT_TRUE(
        has(html, "<span class=\"tag sens\">取扱注意</span> <bdi>アレルギー</bdi></h2>\n<div class=\"x\">"));
    EXPECT_TRUE(has(html, "id=\"without\""));
    EXPECT_FALSE(has(page(with(summary(), "\"code\": \"R\"}]}", "\"code\": \"N\"}]}")), "id=\"without\""));
}

TEST(PageWithoutForm, says_that_a_document_has_no_narrative) {
    std::string bare = summary();
    for (std::size_t at = bare.find("\"text\": {\"status\""); at != std::string::npos;
         at = bare.find("\"text\": {\"status\"")) {
        bare.replace(at, 6, "\"_xxx\"");
    }
    EXPECT_TRUE(has(page(bare), "この文書には、人が読むための本文が一つもありません"));
    EXPECT_TRUE(has(page(R"({"resourceType":"Bundle","type":"collection"})"), "本文が一つもありません"));
}

TEST(PageWithoutForm, says_that_an_extension_may_turn_what_it_reads) {
    const std::string turned =
        with(summary(), R"("title": "予防接種",)",
             R"("title": "予防接種", "modifierExtension": [{"url": "urn:x", "valueBoolean": true}],)");
    EXPECT_TRUE(has(page(turned), "意味を変える拡張"));
    EXPECT_FALSE(has(page(summary()), "意味を変える拡張"));
}

TEST(PageWithoutForm, says_what_denies_its_text) {
    const std::string other_person = with(
        with(summary(), R"("title": "予防接種",)", R"("title": "予防接種", "focus": {"display": "胎児"},)"),
        R"("title": "病気",)",
        R"("title": "病気", "focus": {"reference": "urn:uuid:5d1e0001-0000-4000-8000-000000000002"},)");
    EXPECT_EQ(between(page(other_person), "この区分の対象：", "）"),
              "<bdi>胎児</bdi>（文書の本人ではありません");
    EXPECT_TRUE(has(page(other_person), "<bdi>病気</bdi></h2>\n<p class=\"s\">この区分には本文がありません"));
    const std::string outer =
        with(summary(), R"("title": "病気",)", R"("title": "病気", "focus": {"display": "胎児"},)");
    EXPECT_EQ(between(page(outer), "<bdi>過去の病気</bdi></h3>\n", "）"),
              "<div class=\"alert warning\" role=\"note\"><span class=\"i\" aria-hidden=\"true\">!</span><p "
              "class=\"k\">この区分の対象：<bdi>胎児</bdi>（文書の本人ではありません");

    const std::string person = page(with(summary(), R"("gender": "female",)",
                                         R"("gender": "female", "active": false,
                                            "link": [{"type": "replaced-by", "other": {"display": "x"}}],)"));
    EXPECT_TRUE(
        has(person, "<p class=\"k\">本人の登録</p><p class=\"v\"><span class=\"f\">使われていない登録です"));
    EXPECT_TRUE(has(person, "別の登録に置き換えられています"));
    EXPECT_TRUE(has(page(with(summary(), R"("title": "患者サマリー",)",
                              R"("title": "患者サマリー", "relatesTo": [{"code": "replaces",
                                 "targetIdentifier": {"value": "summary-0"}}],)")),
                    "ほかの文書との関係：以前の文書を置き換える　<bdi>summary-0</bdi>"));
    EXPECT_TRUE(
        has(page(with(summary(), R"("title": "予防接種",)", R"("title": "予防接種", "mode": "changes",)")),
            "前回からの変更だけ"));
    for (const std::string_view plain :
         {"この区分の対象", "本人の登録", "ほかの文書との関係", "前回からの変更"}) {
        EXPECT_FALSE(has(page(summary()), plain));
    }
}

// The immunisations lead to a List, and this to a medicine that is restricted.
std::string with_list(std::string_view label_of_medicine, std::string_view more_of_list) {
    const std::string entries = fmt::format(
        R"(,{{"fullUrl":"urn:uuid:1","resource":{{"resourceType":"List","title":"薬の一覧"{},
             "subject":{{"reference":"urn:uuid:5d1e0001-0000-4000-8000-000000000002"}},
             "entry":[{{"item":{{"reference":"urn:uuid:2"}}}},
                      {{"deleted":true,"item":{{"reference":"urn:uuid:3"}}}}]}}}},
           {{"fullUrl":"urn:uuid:2","resource":{{"resourceType":"MedicationStatement"{},
             "text":{{"div":"<div>ハロペリドール</div>"}}}}}},
           {{"fullUrl":"urn:uuid:3","resource":{{"resourceType":"MedicationStatement",
             "medicationCodeableConcept":{{"text":"ジゴキシン"}}}}}})",
        more_of_list, label_of_medicine);
    return with(with(summary(), "\n  ]\n}\n", entries + "\n  ]\n}\n"), R"("title": "予防接種",)",
                R"("title": "予防接種", "entry": [{"reference": "urn:uuid:1"}],)");
}

std::string without_text(std::string text) {
    const std::size_t at = text.find("\"text\"", text.find("予防接種"));
    return text.replace(at, 6, "\"_xxx\"");
}

constexpr std::string_view restricted_label =
    R"(,"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]})";

TEST(PageWithoutForm, lists_what_the_entries_of_a_section_without_text_lead_to) {
    const std::string html = page(without_text(with_list(restricted_label, R"(,"mode":"changes")")));
    EXPECT_TRUE(
        has(html, "<span class=\"tag sens\">取扱注意</span> <bdi>予防接種</bdi></h2>\n<div class=\"x\">"));
    const std::string_view part = between(html, "<bdi>予防接種</bdi></h2>", "</section>");
    EXPECT_TRUE(has(part, "前回からの変更だけ"));
    EXPECT_TRUE(has(part, "ハロペリドール"));
    EXPECT_TRUE(has(part, "<bdi>ジゴキシン</bdi>　<b class=\"a\">一覧から外された項目</b>"));
    EXPECT_FALSE(has(part, "連携 花子")) << "the person is in the head";
    EXPECT_EQ(html.find("ハロペリドール"), html.rfind("ハロペリドール"));
    const std::string twice = page(with(without_text(with_list("", "")),
                                        R"({"reference": "urn:uuid:5d1e0001-0000-4000-8000-000000000007"})",
                                        R"({"reference": "urn:uuid:1"})"));
    EXPECT_EQ(twice.find("ハロペリドール"), twice.rfind("ハロペリドール")) << "hostile documents stay linear";
}

TEST(PageWithoutForm, shows_beside_its_sections_what_only_entries_lead_to) {
    const std::string html = page(with_list(restricted_label, ""));
    EXPECT_TRUE(has(html, "取扱注意</span> <bdi>予防接種</bdi></h2>"));
    EXPECT_TRUE(has(between(html, "<bdi>予防接種</bdi></h2>", "</section>"), "一覧から外された項目"));
    const std::string_view rest =
        between(html, "<bdi>どの区分の本文にも含まれない項目</bdi></h2>", "</section>");
    EXPECT_TRUE(has(rest, "ハロペリドール"));
    EXPECT_FALSE(has(rest, "架空総合病院"));
    EXPECT_FALSE(has(rest, "薬の一覧"));
    EXPECT_FALSE(has(page(with_list("", "")), "取扱注意</span> <bdi>予防接種"));
}

TEST(PageWithoutForm, shows_every_label_and_above_all_that_it_is_a_test) {
    const auto labelled = [](std::string_view system, std::string_view code, std::string_view display) {
        return page(with(summary(), R"("resourceType": "Condition",)",
                         fmt::format(R"("resourceType": "Condition", "meta": {{"security": [{{
                                        "system": "{}", "code": "{}", "display": "{}"}}]}},)",
                                     system, code, display)));
    };
    const std::string test = labelled("http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST", "test");
    EXPECT_TRUE(has(between(test, "<ul class=\"alerts\"", "</ul>"),
                    "<p class=\"k\">試験用のデータ（実際の記録ではありません）</p>"));
    EXPECT_TRUE(has(labelled("http://terminology.hl7.org/CodeSystem/v3-ActCode", "HIV", ""),
                    "ほかのラベル：HIV・エイズに関する情報"));
    const std::string foreign = labelled("urn:x", "R", "Red");
    EXPECT_TRUE(has(foreign, "ほかのラベル：<bdi>Red</bdi>"));
    EXPECT_FALSE(has(foreign, "取扱注意</span> <bdi>病気"));
    EXPECT_TRUE(has(labelled(confidentiality_system, "V", ""), "取扱注意</span> <bdi>病気"));
    EXPECT_FALSE(has(page(summary()), "ほかのラベル"));
}

TEST(PageWithoutForm, of_very_many_sections_and_entries_is_bounded) {
    std::string sections;
    std::string entries;
    for (int i = 0; i < 3000; ++i) {
        sections += fmt::format(R"(,{{"title":"区分{}"}})", i);
        entries +=
            fmt::format(R"(,{{"resource":{{"resourceType":"Observation","code":{{"text":"値{}"}}}}}})", i);
    }
    std::string many =
        with(summary(), "\n        ]\n      }\n    },", sections + "\n        ]\n      }\n    },");
    many = with(many, "\n  ]\n}\n", entries + "\n  ]\n}\n");
    const std::string html = page(many);
    EXPECT_TRUE(has(html, "本文の続きを省いています"));
    EXPECT_TRUE(has(html, "ほか 2701 件"));
    EXPECT_LT(html.size(), 200'000U);
}

} // namespace
} // namespace renkei::html::narrative_page_test
