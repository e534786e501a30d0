#include "gateway/core/text/width_folding.h"

#include <gtest/gtest.h>

namespace renkei::text::fold_test {
namespace {

TEST(Fold, forgets_width_case_and_spaces) {
    EXPECT_EQ(fold("連携　花子"), fold("連携 花子"));
    EXPECT_EQ(fold("ＡＤＬ"), "adl");
    EXPECT_EQ(fold("ﾊﾅｺ"), "ハナコ");
    EXPECT_EQ(fold(" a\t\n\x1F b "), "ab");
}

TEST(Fold, keeps_letters_that_differ) {
    EXPECT_NE(fold("花子"), fold("華子"));
    EXPECT_NE(fold("が"), fold("か"));
}

TEST(Fold, keeps_bytes_that_are_no_utf8) {
    EXPECT_EQ(fold("a\xFF"), "a\xFF");
    EXPECT_EQ(fold(""), "");
}

} // namespace
} // namespace renkei::text::fold_test
