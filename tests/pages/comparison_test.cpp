// Answers before and after, side by side.
#include "person_kit.h"
#include <gtest/gtest.h>

namespace renkei::pages::comparison_test {
namespace {

std::string compared(std::vector<SummaryEntry> entries, bool is_side_by_side = true) {
    std::vector<mhd::SummarySection> all = sections;
    all[level].is_side_by_side = is_side_by_side;
    return person_page(content(std::move(entries)), all, "https://gateway/documents");
}

std::string_view table_in(std::string_view page) {
    return between(page, "<caption>前と最新の比較", "</table>");
}

TEST(Comparison, has_the_answer_before_beside_the_newest_with_day_and_document) {
    const std::string page =
        compared({entry(level, "自立", "2026-01-12", 1), entry(level, "全介助", "2026-02-06", 0)});
    const std::string_view table = table_in(page);
    ASSERT_FALSE(table.empty()) << page;
    const std::string_view before = between(table, "data-label=\"前\"", "</td>");
    EXPECT_TRUE(has(before, "自立") && has(before, "2026年1月12日") && has(before, "文書2")) << table;
    const std::string_view after = between(table, "data-label=\"最新\"", "</td>");
    EXPECT_TRUE(has(after, "全介助") && has(after, "2026年2月6日") && has(after, "文書1")) << table;
    EXPECT_TRUE(has(after, "変化"));
}

TEST(Comparison, marks_no_change_where_both_say_the_same) {
    const std::string page =
        compared({entry(level, "自立", "2026-01-12", 1), entry(level, "自立", "2026-02-06", 0)});
    EXPECT_FALSE(table_in(page).empty());
    EXPECT_FALSE(has(table_in(page), "変化"));
}

TEST(Comparison, needs_two_documents_and_two_days_and_a_section_that_asks_for_it) {
    const auto entries = [](const std::string& day, std::size_t source) {
        return std::vector{entry(level, "自立", day, source), entry(level, "全介助", "2026-02-06", 0)};
    };
    EXPECT_TRUE(table_in(compared(entries("2026-02-06", 1))).empty())
        << "one day: they contradict each other";
    EXPECT_TRUE(table_in(compared(entries("2026-01-12", 0))).empty()) << "one document";
    EXPECT_TRUE(table_in(compared(entries("2026-01-12", 1), false)).empty());
    EXPECT_TRUE(table_in(compared({entry(level, "全介助", "2026-02-06", 0)})).empty());
}

TEST(Comparison, leaves_to_the_lines_what_it_does_not_say) {
    const std::vector two{entry(level, "自立", "2026-01-12", 1), entry(level, "全介助", "2026-02-06", 0)};
    EXPECT_TRUE(line_in(compared(two)).empty()) << "all of it stands in the table";
    std::vector three = two;
    three.push_back(entry(level, "見守り", "2026-01-05", 1));
    EXPECT_TRUE(has(line_in(compared(three)), "見守り"));
    EXPECT_FALSE(line_in(compared({two[0]})).empty());
}

TEST(Comparison, keeps_restricted_answers_marked) {
    std::vector entries{entry(level, "自立", "2026-01-12", 1), entry(level, "全介助", "2026-02-06", 0)};
    for (SummaryEntry& each : entries) {
        each.question.is_restricted = true;
    }
    EXPECT_TRUE(has(table_in(compared(entries)), "<tr role=\"row\" class=\"x\">"));
}

} // namespace
} // namespace renkei::pages::comparison_test
