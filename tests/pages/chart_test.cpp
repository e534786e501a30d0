#include "gateway/network/pages/chart.h"

#include <gtest/gtest.h>

namespace renkei::pages::chart_test {
namespace {

Chart pressures() {
    return {.id = "c1",
            .title = "血圧",
            .unit = "mmHg",
            .lines = {{.name = "収縮期",
                       .points = {{.at = 0, .value = 120, .date = "1日", .text = "120", .source = "a"},
                                  {.at = 10, .value = 140, .date = "2日", .text = "140", .source = "b"}}},
                      {.name = "拡張期",
                       .points = {{.at = 0, .value = 70, .date = "1日", .text = "70", .source = "a"},
                                  {.at = 10, .value = 80, .date = "2日", .text = "80", .source = "b"}}}}};
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Chart, draws_old_values_left_and_high_values_on_top) {
    const std::string html = figure(pressures());
    EXPECT_TRUE(has(html, "points=\"8.0,39.4 312.0,16.0 \"")) << html;
    EXPECT_TRUE(has(html, "points=\"8.0,98.0 312.0,86.3 \"")) << html;
}

TEST(Chart, is_a_named_picture_and_a_table_of_every_value) {
    const std::string html = figure(pressures());
    EXPECT_TRUE(has(html, "role=\"img\" aria-labelledby=\"c1\""));
    EXPECT_TRUE(has(html, "<figcaption id=\"c1\">血圧（mmHg）"));
    for (const std::string_view value : {"120", "140", "70", "80"}) {
        EXPECT_TRUE(has(html, "<bdi>" + std::string(value) + "</bdi> mmHg")) << value;
    }
}

TEST(Chart, says_from_when_to_when_it_is) {
    EXPECT_NE(figure(pressures()).find("<p class=\"s\">1日 から 2日</p>"), std::string::npos);
}

TEST(Chart, distinguishes_lines_by_more_than_their_colour) {
    const std::string html = figure(pressures());
    EXPECT_TRUE(has(html, "<g class=\"l0\">"));
    EXPECT_TRUE(has(html, "<g class=\"l1\">"));
    EXPECT_TRUE(has(html, "<circle ") && has(html, "<rect "));
}

TEST(Chart, of_equal_values_lies_in_the_middle) {
    const std::string html = figure({.id = "c",
                                     .title = "体重",
                                     .unit = "kg",
                                     .lines = {{.points = {{.at = 1, .value = 50, .text = "50"},
                                                           {.at = 2, .value = 50, .text = "50"}}}}});
    EXPECT_TRUE(has(html, "points=\"8.0,57.0 312.0,57.0 \"")) << html;
}

TEST(Chart, shows_markup_as_text) {
    const std::string attack = "</text><script>alert(1)</script>";
    const std::string html = figure({.id = "c",
                                     .title = attack,
                                     .unit = attack,
                                     .lines = {{.name = attack, .points = {{.text = attack}}},
                                               {.name = attack, .points = {{.text = attack}}}}});
    EXPECT_FALSE(has(html, "<script"));
}

} // namespace
} // namespace renkei::pages::chart_test
