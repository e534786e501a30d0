#include "shown.h"
#include <gtest/gtest.h>

namespace renkei::pages::list_page_test {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

ListPage one_document() {
    return {.documents_url = "https://gateway/documents",
            .forms = {{"admission", "入院時情報提供書"}, {"discharge", "退院・退所情報記録書"}},
            .searched = {{"person", "0000001016"}, {"form", "discharge"}},
            .documents = {{.url = "https://gateway/documents/7",
                           .title = "入院時情報提供書",
                           .date = "2026-01-12",
                           .received = "2026-03-01T09:15:00+09:00",
                           .person = "連携　花子",
                           .has_person_page = true}}};
}

TEST(ListPage, leads_to_the_document_and_to_its_person) {
    const std::string page = list_page(one_document());
    EXPECT_TRUE(has(page, "<a href=\"https://gateway/documents/7\"><bdi>入院時情報提供書</bdi></a>"));
    EXPECT_TRUE(
        has(page, "<a href=\"https://gateway/documents/7/person\"><bdi>連携　花子</bdi>さんの記録</a>"));
    EXPECT_TRUE(has(page, "2026年1月12日"));
}

TEST(ListPage, says_who_sent_it_about_whom_when_and_what_is_to_be_done) {
    ListPage list = one_document();
    list.documents[0].sender = "見本居宅介護支援事業所";
    list.documents[0].birth = "1938-05-12";
    list.documents[0].status = {"新着", "new"};
    const std::string page = list_page(list);
    EXPECT_TRUE(has(page, "data-label=\"送信元\"><bdi>見本居宅介護支援事業所</bdi></td>"));
    EXPECT_TRUE(has(page, "<bdi>連携　花子</bdi> 様　<span class=\"d\">1938年5月12日</span>生"));
    EXPECT_TRUE(has(page, "data-label=\"受付\"><span class=\"d\">2026年3月1日 09:15</span>"));
    EXPECT_TRUE(has(page, "<span class=\"tag new\">新着</span>"));
}

TEST(ListPage, shows_the_insured_number_where_there_is_no_name) {
    ListPage list = one_document();
    list.documents[0].insured_number = "0000001016";
    EXPECT_FALSE(has(list_page(list), "被保険者番号 <bdi>")) << "the name says who it is";
    list.documents[0].person.clear();
    EXPECT_TRUE(has(list_page(list), "data-label=\"本人\">被保険者番号 <bdi>0000001016</bdi></td>"));
}

TEST(ListPage, leads_to_the_page_on_which_the_document_stands_beside_another) {
    ListPage list = one_document();
    EXPECT_FALSE(has(list_page(list), "side-by-side"));
    list.documents[0].has_counterpart = true;
    EXPECT_TRUE(has(list_page(list), "https://gateway/documents/7/side-by-side\">並べて見る</a>"));
    list.documents[0].has_link = false;
    EXPECT_FALSE(has(list_page(list), "side-by-side")) << "its content is gone";
}

TEST(ListPage, leads_nowhere_where_the_content_is_gone) {
    ListPage list = one_document();
    list.documents[0].status = {"取り下げ"};
    list.documents[0].has_link = false;
    EXPECT_TRUE(has(list_page(list),
                    "<td role=\"cell\" data-label=\"文書\"><bdi>入院時情報提供書</bdi> <span "
                    "class=\"tag\">取り下げ</span></td>"));
}

TEST(ListPage, asks_for_a_name_or_the_number_on_the_card_and_its_insurer) {
    const std::string page = list_page(one_document());
    for (const std::string_view name : {"name", "person", "insurer"}) {
        EXPECT_TRUE(has(page, "<input name=\"" + std::string(name) + "\" type=\"text\"")) << name;
    }
}

TEST(ListPage, says_how_many_documents_were_compared_by_name) {
    ListPage list = one_document();
    EXPECT_FALSE(has(list_page(list), "照らし合わせ"));
    list.compared = {.compared = 97};
    EXPECT_TRUE(has(list_page(list), "このページでは 97 件を照らし合わせました。</p>"));
    list.compared->left_closed = 3;
    EXPECT_TRUE(has(list_page(list), "97 件を照らし合わせました（大きいか多いため開いていない文書：3 件）"));
}

TEST(RefusalPage, says_why_and_leads_back_with_the_number_of_the_request) {
    const std::string page = refusal_page({.text = "<ありません>", .status = 404, .request = "abc"});
    EXPECT_TRUE(has(page, "role=\"alert\"><span class=\"i\" aria-hidden=\"true\">!</span><p "
                          "class=\"k\">&lt;ありません&gt;</p>"));
    EXPECT_TRUE(has(page, "href=\"/documents\""));
    EXPECT_TRUE(has(page, "HTTP 404　要求番号：abc"));
}

TEST(Pages, say_whose_gateway_it_is_who_is_logged_in_and_the_way_back) {
    const std::string page = list_page(one_document());
    EXPECT_TRUE(has(page, "href=\"/documents\"><span>架空県 &lt;連携&gt;</span></a>"));
    EXPECT_TRUE(has(page, "<bdi>架空総合病院</bdi><b><bdi>試験　看子</bdi></b>"));
    EXPECT_FALSE(has(page, "aria-current")) << "it is the list itself";
    const std::string refusal = refusal_page({.text = "-", .status = 404, .request = "abc"});
    EXPECT_TRUE(
        has(refusal,
            "<li><a href=\"/documents\">文書の一覧</a></li><li aria-current=\"page\">表示できません</li>"));
}

TEST(Pages, are_served_with_the_one_stylesheet_and_carry_none) {
    const std::string page = list_page(one_document());
    EXPECT_TRUE(has(page, "<link rel=\"stylesheet\" href=\"https://gateway/style/0123.css\">"));
    EXPECT_TRUE(has(page, "style-src https://gateway/style/0123.css 'sha256-"));
    EXPECT_FALSE(has(page, html::stylesheet()));
}

TEST(ListPage, leads_to_the_person_of_a_document_that_was_not_opened) {
    ListPage list = one_document();
    list.documents[0].person.clear();
    EXPECT_TRUE(has(list_page(list), "<a href=\"https://gateway/documents/7/person\">本人の記録</a>"));
    list.documents[0].has_person_page = false;
    EXPECT_FALSE(has(list_page(list), "/person\""));
}

TEST(ListPage, sends_numbers_of_persons_in_a_body) {
    EXPECT_TRUE(has(list_page(one_document()),
                    "<form class=\"filter\" method=\"post\" action=\"https://gateway/documents/_search\""));
    EXPECT_FALSE(has(list_page(one_document()), "method=\"get\""));
}

TEST(ListPage, keeps_what_was_searched_in_its_form) {
    const std::string page = list_page(one_document());
    EXPECT_TRUE(has(page, "name=\"person\" type=\"text\" value=\"0000001016\""));
    EXPECT_TRUE(has(page, "<option value=\"discharge\" selected>"));
}

TEST(ListPage, leads_on_with_the_same_search) {
    ListPage list = one_document();
    EXPECT_FALSE(has(list_page(list), "次のページ"));
    list.searched.emplace_back("page", "before");
    list.next = "token";
    const std::string page = list_page(list);
    EXPECT_TRUE(has(page, "<input type=\"hidden\" name=\"person\" value=\"0000001016\">"));
    EXPECT_TRUE(has(page, "<input type=\"hidden\" name=\"page\" value=\"token\">"));
    EXPECT_FALSE(has(page, "value=\"before\""));
}

TEST(ListPage, says_that_nothing_was_found) {
    EXPECT_TRUE(has(list_page({.documents_url = "/documents"}), "該当する文書はありません"));
}

TEST(ListPage, says_why_nothing_was_searched) {
    const std::string page = list_page({.documents_url = "/documents", .refusal = "日付が <違います>"});
    EXPECT_TRUE(has(page, "role=\"alert\"><span class=\"i\" aria-hidden=\"true\">!</span><p "
                          "class=\"k\">日付が &lt;違います&gt;</p>"));
    EXPECT_FALSE(has(page, "該当する文書はありません"));
    EXPECT_TRUE(has(page, "<form ")) << "to try again";
}

TEST(ListPage, shows_markup_as_text) {
    const std::string attack = "\"><script>alert(1)</script>";
    const std::string page = list_page({.documents_url = attack,
                                        .forms = {{attack, attack}},
                                        .searched = {{attack, attack}, {"person", attack}},
                                        .documents = {{.url = attack,
                                                       .title = attack,
                                                       .date = attack,
                                                       .received = attack,
                                                       .person = attack,
                                                       .birth = attack,
                                                       .sender = attack,
                                                       .status = attack}},
                                        .next = attack});
    EXPECT_FALSE(has(page, "<script"));
}

} // namespace
} // namespace renkei::pages::list_page_test
