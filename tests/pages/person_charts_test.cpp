// Which measurements of a person are drawn.
#include "person_kit.h"
#include <gtest/gtest.h>

namespace renkei::pages::person_charts_test {
namespace {

TEST(PersonCharts, draws_what_was_measured_on_several_days) {
    const std::string page = page_of({measured(50, "2026-02-05", 0), measured(52, "2026-01-05", 1)});
    EXPECT_TRUE(has(page, "<svg ")) << page;
    EXPECT_TRUE(has(between(page, "<figure>", "</figure>"), "体重の値の一覧"));
    EXPECT_FALSE(has(page_of({measured(50, "2026-02-05", 0)}), "<svg "));
    EXPECT_FALSE(has(page_of({measured(50, "2026-02-05", 0), measured(52, "2026-02-05", 1)}), "<svg "));
}

TEST(PersonCharts, does_not_draw_different_units_on_one_line) {
    SummaryEntry pounds = measured(110, "2026-01-05", 1);
    pounds.question.number->unit = "lb";
    EXPECT_FALSE(has(page_of({measured(50, "2026-02-05", 0), pounds}), "<svg "));
}

TEST(PersonCharts, draws_no_line_through_an_answer_that_is_no_such_number) {
    SummaryEntry unknown = measured(0, "2026-01-20", 1);
    unknown.question.number.reset();
    unknown.question.value = "不明";
    SummaryEntry pounds = measured(110, "2026-01-20", 1);
    pounds.question.number->unit = "lb";
    const auto three = [](const SummaryEntry& middle) {
        return page_of({measured(50, "2026-02-05", 0), middle, measured(52, "2026-01-05", 1)});
    };
    EXPECT_TRUE(has(three(measured(51, "2026-01-20", 1)), "<polyline "));
    for (const SummaryEntry& middle : {unknown, pounds}) {
        const std::string page = three(middle);
        EXPECT_TRUE(has(page, "<circle ")) << page;
        EXPECT_FALSE(has(page, "<polyline ")) << page;
    }
    EXPECT_TRUE(has(between(three(unknown), "<figure>", "</figure>"), "<bdi>不明</bdi></td>"))
        << "the table has it";
}

TEST(PersonCharts, draws_old_numbers_where_the_newest_answer_is_none) {
    SummaryEntry unknown = measured(0, "2026-03-01", 0);
    unknown.question.number.reset();
    unknown.question.value = "測定できない";
    EXPECT_TRUE(
        has(page_of({unknown, measured(50, "2026-02-05", 0), measured(52, "2026-01-05", 1)}), "<polyline "));
}

TEST(PersonCharts, joins_no_values_of_several_things) {
    EXPECT_FALSE(has(page_of({measured(3, "2026-02-05", 0), measured(9, "2026-02-05", 0),
                              measured(4, "2026-01-05", 1), measured(8, "2026-01-05", 1)}),
                     "<polyline "));
}

TEST(PersonCharts, draws_a_chart_for_each_unit) {
    SummaryEntry now = measured(0, "2026-02-05", 0);
    now.question.number.reset();
    now.question.value.clear();
    now.question.parts = {
        {.key = "a", .what = "点数", .value = "5 点", .number = SummaryNumber{5, "5", "点"}},
        {.key = "b", .what = "長さ", .value = "2 cm", .number = SummaryNumber{2, "2", "cm"}}};
    SummaryEntry before = now;
    before.line.date.from = "2026-01-05";
    const std::string page = page_of({now, before});
    EXPECT_TRUE(has(page, "（点）") && has(page, "（cm）")) << page;
}

} // namespace
} // namespace renkei::pages::person_charts_test
