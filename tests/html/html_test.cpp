#include "gateway/forms/html/html.h"

#include <gtest/gtest.h>

namespace renkei::html::html_test {
namespace {

TEST(CssString, cannot_end_the_string_or_the_style) {
    EXPECT_EQ(css_string("a\"}</style>\\\n"), "\"\xE2\x81\xA8"
                                              "a\\22 \\7D \\3C \\2F style\\3E \\5C \\FFFD "
                                              "\xE2\x81\xA9\"");
}

TEST(CssString, keeps_japanese_text_readable) {
    EXPECT_EQ(css_string("連携　花子 様"), "\"\xE2\x81\xA8連携　花子 様\xE2\x81\xA9\"");
}

} // namespace
} // namespace renkei::html::html_test
