#include "gateway/diag/finding.h"

#include <gtest/gtest.h>

namespace renkei::diag {
namespace {

TEST(Finding, is_one_line_whatever_the_value_holds) {
    const Finding found = finding(Message::loss_unmapped, {.path = "Bundle.\x1B[2J"}, {"a\nb.json:1: \r\x07\x7F\xC2\x9B 介護"});
    EXPECT_EQ(to_text(found, Language::english), "Bundle.\\u001B[2J: warning[unmapped]: no item of the form takes this: a\\nb.json:1: \\u000D\\u0007\\u007F\\u009B 介護");
}

}  // namespace
}  // namespace renkei::diag
