#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"

#include <gtest/gtest.h>

#include <vector>

namespace renkei::html::html_test {
namespace {

TEST(CssString, cannot_end_the_string_or_the_style) {
    EXPECT_EQ(css_string("a\"}</style>\\\n"), "\"\xE2\x81\xA8"
                                              "a\\22 \\7D \\3C \\2F style\\3E \\5C \\FFFD "
                                              "\xE2\x81\xA9\"");
}

// Else the name on a sheet turns what stands beside it.
TEST(CssString, has_no_marks_of_direction_of_its_own) {
    EXPECT_EQ(css_string("a\xE2\x81\xA9\xE2\x80\xAE"
                         "b\xE2\x80\x8F\xD8\x9C"),
              "\"\xE2\x81\xA8"
              "ab\xE2\x81\xA9\"");
}

TEST(CssString, keeps_japanese_text_readable) {
    EXPECT_EQ(css_string("連携　花子 様"), "\"\xE2\x81\xA8連携　花子 様\xE2\x81\xA9\"");
}

// What is open stays on paper, whatever stands beside it.
TEST(LineOfParts, marks_the_restricted_ones_alone) {
    const std::vector<LinePart> mixed{{.html = "そば"}, {.html = "梅毒", .restricted = true}};
    const std::string tag(restricted_tag);
    EXPECT_EQ(line_html(mixed, "f", ""),
              "<span class=\"f\">そば</span><span class=\"f x\">" + tag + " 梅毒</span>");
    EXPECT_EQ(line_html(mixed, "", "　"), "そば　<span class=\"x\">" + tag + " 梅毒</span>");
    EXPECT_TRUE(any_restricted(mixed));
    EXPECT_FALSE(all_restricted(mixed));
    const std::vector<LinePart> all{{.html = "梅毒", .restricted = true}};
    EXPECT_EQ(line_html(all, "f", ""), "<span class=\"f\">梅毒</span>") << "the line itself is marked";
    EXPECT_TRUE(all_restricted(all));
    EXPECT_FALSE(all_restricted({}));
}

} // namespace
} // namespace renkei::html::html_test
