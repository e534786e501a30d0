// Several persons with one number: each in a column, nothing across them.
#include "shown.h"
#include <gtest/gtest.h>

#include <set>

namespace renkei::pages::persons_page_test {
namespace {

using mhd::SummaryContent;
using mhd::SummaryEntry;
using mhd::SummaryNumber;

const std::vector<mhd::SummarySection> sections{{.title = "本人"}, {.title = "バイタルサイン"}};

SummaryEntry weight(double value, std::string date) {
    const std::string text = std::to_string(value);
    return {.section = 1,
            .line = {.what = "体重", .value = text, .date = {.from = std::move(date)}},
            .question = {.key = "weight",
                         .value = text,
                         .number = SummaryNumber{.value = value, .text = text, .unit = "kg"}},
            .sources = {0}};
}

SummaryContent content(const std::string& name, std::vector<SummaryEntry> entries) {
    SummaryContent out;
    out.sources = {{.name = "書 " + name, .date = "2026-02-06", .document = "of-" + name}};
    out.entries = std::move(entries);
    out.entries.insert(out.entries.begin(), {.line = {.what = "氏名", .value = name, .date = {}},
                                             .of_person = mhd::PersonStatement::name,
                                             .sources = {0}});
    return out;
}

mhd::DocumentsApart apart() {
    return {.persons = {{{.document = "of-hanako"}}, {{.document = "of-taro"}}},
            .differences = {.name = mhd::Agreement::different, .gender = mhd::Agreement::different}};
}

std::string page(const mhd::DocumentsApart& documents = apart(), std::string_view opened = "of-taro") {
    const std::vector<SummaryContent> contents{
        content("hanako", {weight(45, "2026-01-12"), weight(44, "2026-02-06")}),
        content("taro", {weight(72, "2026-01-20")})};
    return persons_page(contents, documents, sections, "https://gateway/documents", opened);
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t out = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
        ++out;
    }
    return out;
}

// The column of a person, from its heading to the next one or the end.
std::string column(const std::string& all, std::size_t number) {
    const std::size_t from = all.find("id=\"p" + std::to_string(number) + "\"");
    return all.substr(from,
                      all.find("<section class=\"person\"", from) - from); // the style before names both
}

TEST(PersonsPage, says_in_both_languages_what_is_wrong_and_whom_to_ask) {
    const std::string text = page();
    EXPECT_TRUE(has(text, "role=\"alert\""));
    EXPECT_TRUE(has(
        text, "使用を止めて、確認してください。</p><p>この番号の文書は、氏名・性別が食い違うため 2 人に"));
    EXPECT_TRUE(has(text, "送信元か、番号を付けた保険者"));
    EXPECT_TRUE(has(text, "<p lang=\"en\">Stop. The documents with this number disagree (name, sex) and are "
                          "shown as 2 persons"));
    EXPECT_TRUE(has(text, "Ask the sender of each document, or the insurer"));
    EXPECT_LT(text.find("Stop."), text.find("hanako", text.find("class=\"persons\"")));
}

// It is for all that stands on the page, so it stands there once.
TEST(PersonsPage, asks_once_whether_to_print_what_is_restricted) {
    SummaryEntry restricted = weight(45, "2026-01-12");
    restricted.question.is_restricted = true;
    const std::vector<SummaryContent> contents{content("hanako", {restricted}),
                                               content("taro", {restricted})};
    const std::string text =
        persons_page(contents, apart(), sections, "https://gateway/documents", "of-taro");
    EXPECT_EQ(count(text, "id=\"without\""), 1U);
    EXPECT_LT(text.find("id=\"without\""), text.find("class=\"persons\""));
    EXPECT_EQ(count(page(), "id=\"without\""), 0U);
}

TEST(PersonsPage, has_what_is_of_one_person_in_that_persons_column_only) {
    const std::string text = page();
    EXPECT_EQ(count(text, "<section class=\"person\""), 2U);
    EXPECT_TRUE(has(column(text, 1), "hanako") && has(column(text, 1), "45.0"));
    EXPECT_FALSE(has(column(text, 1), "taro") || has(column(text, 1), "72.0"));
    EXPECT_TRUE(has(column(text, 2), "taro") && has(column(text, 2), "72.0"));
    EXPECT_FALSE(has(column(text, 2), "hanako") || has(column(text, 2), "45.0"));
}

TEST(PersonsPage, says_on_each_sheet_to_stop_and_which_person_was_opened) {
    const std::string text = page();
    for (const std::size_t number : {1U, 2U}) {
        EXPECT_TRUE(has(column(text, number), "本人と合うか確かめるまで、使わないでください")) << number;
    }
    EXPECT_FALSE(has(column(text, 1), "開いた文書の人"));
    EXPECT_TRUE(has(column(text, 2), "開いた文書の人"));
    EXPECT_FALSE(has(page(apart(), "of-somebody"), "開いた文書の人"));
}

TEST(PersonsPage, names_on_each_sheet_the_person_of_its_column) {
    const std::string text = page();
    EXPECT_TRUE(has(text, ".person:nth-child(2){page:p2}"));
    EXPECT_TRUE(has(text, "@page p1{@top-left{content:\"\xE2\x81\xA8hanako 様"));
    EXPECT_TRUE(has(text, "@page p2{@top-left{content:\"\xE2\x81\xA8taro 様"));
}

TEST(PersonsPage, draws_no_line_from_one_person_to_another) {
    const std::string text = page();
    EXPECT_EQ(count(text, "<figure"), 1U) << "two days of one of them";
    EXPECT_TRUE(has(column(text, 1), "<figure"));
}

TEST(PersonsPage, has_each_id_once_and_each_link_inside_leads_to_one) {
    const std::string text = page();
    std::multiset<std::string> ids;
    for (std::size_t at = text.find(" id=\""); at != std::string::npos; at = text.find(" id=\"", at + 1)) {
        ids.insert(text.substr(at + 5, text.find('"', at + 5) - at - 5));
    }
    for (const std::string& each : ids) {
        EXPECT_EQ(ids.count(each), 1U) << each;
    }
    for (const std::string_view begin : {"href=\"#", "aria-describedby=\"", "aria-labelledby=\""}) {
        for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
            const std::size_t from = at + begin.size();
            EXPECT_TRUE(ids.contains(text.substr(from, text.find('"', from) - from)));
        }
    }
}

TEST(PersonsPage, leads_to_documents_of_which_the_person_is_not_known) {
    EXPECT_FALSE(has(page(), "どの人の文書か決められない文書"));
    mhd::DocumentsApart documents = apart();
    documents.undecided = {{.document = "of-somebody", .title = "短い書", .date = "2026-01-01"}};
    documents.count_undecided = 3;
    const std::string text = page(documents);
    EXPECT_TRUE(has(text, "どの人の文書か決められない文書"));
    EXPECT_TRUE(has(text, "href=\"https://gateway/documents/of-somebody\""));
    EXPECT_TRUE(has(text, "ほか 2 件以上"));
    EXPECT_FALSE(has(column(text, 1), "of-somebody"));
}

} // namespace
} // namespace renkei::pages::persons_page_test
