// The page of what waits for a reader, as a function.
#include "gateway/network/pages/work_page.h"

#include "shown.h"
#include <gtest/gtest.h>

namespace renkei::pages::work_page_test {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

WorkPage listed() {
    return {.url = "https://h/work",
            .title = "一覧",
            .notes_title = "備考",
            .today = "2026-03-13",
            .choices = {{"step", "手順", {{"survey", "認定調査"}}}},
            .rows = {{.subject = {.number = "0000001016",
                                  .name = "連携 <花子>",
                                  .kana = "レンケイ ハナコ",
                                  .birth = time::parse_date("1940-05-06")},
                      .left = "3日超過",
                      .urgency = Urgency::late,
                      .due = "2026-03-10",
                      .what = "更新申請",
                      .steps = {{"認定調査", true}, {"主治医意見書", false}, {"認定結果", false}},
                      .notes = {"期限を 3 日超過", "延期を通知"},
                      .is_late = true}},
            .found = 1};
}

std::string shown(const WorkPage& page) { return work_page(page, test_head()); }

TEST(WorkPage, names_the_person_and_marks_the_step_that_is_next) {
    const std::string html = shown(listed());
    EXPECT_TRUE(has(html, "<bdi>連携 &lt;花子&gt;</bdi>"));
    EXPECT_TRUE(has(html, "85歳"));
    EXPECT_TRUE(has(html, "<li class=\"past\">認定調査（済）</li><li aria-current=\"step\">主治医意見書</li>"
                          "<li>認定結果</li>"));
    EXPECT_TRUE(has(html, "<span class=\"f a\"><bdi>期限を 3 日超過</bdi></span>"));
    EXPECT_TRUE(has(html, "期限超過</span>"));
}

TEST(WorkPage, counts_what_is_not_in_the_list) {
    WorkPage page = listed();
    EXPECT_FALSE(has(shown(page), "class=\"alert"));
    page.unread = 2;
    page.withheld = 1;
    EXPECT_TRUE(has(shown(page), "連絡してください）：2 件"));
    EXPECT_TRUE(has(shown(page), "表示を認められない記録：1 件"));
}

TEST(WorkPage, keeps_what_was_asked_for_the_next_page) {
    WorkPage page = listed();
    page.searched = {{"step", "survey"}, {"name", "\"花\""}};
    page.page = 2;
    page.pages = 3;
    const std::string html = shown(page);
    EXPECT_TRUE(has(html, "<option value=\"survey\" selected>"));
    EXPECT_TRUE(
        has(html, "name=\"name\" value=\"&quot;花&quot;\"><input type=\"hidden\" name=\"page\" value=\"1\""));
    EXPECT_TRUE(has(html, "name=\"page\" value=\"3\""));
    EXPECT_FALSE(has(html, "?"));
}

TEST(WorkPage, has_a_refusal_instead_of_the_list) {
    WorkPage page = listed();
    page.refusal = "<だめ>";
    EXPECT_TRUE(has(shown(page), "&lt;だめ&gt;"));
    EXPECT_FALSE(has(shown(page), "<table"));
}

} // namespace
} // namespace renkei::pages::work_page_test
