#include "gateway/core/base/base64.h"

#include <gtest/gtest.h>

namespace renkei::base::base64_test {
namespace {

TEST(Base64, follows_rfc_4648) {
    const std::pair<std::string_view, std::string_view> rows[] = {{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : rows) {
        EXPECT_EQ(to_base64(bytes), text);
        EXPECT_EQ(from_base64(text), bytes);
    }
}

TEST(Base64, comes_back_in_either_alphabet) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
        for (const Base64 alphabet : {Base64::plain, Base64::url}) {
            EXPECT_EQ(from_base64_digits(without_padding(to_base64(bytes, alphabet)), alphabet), bytes);
        }
        bytes += static_cast<char>(i * 7);
    }
    EXPECT_EQ(to_base64("\xFB\xFF", Base64::plain), "+/8=");
    EXPECT_EQ(to_base64("\xFB\xFF", Base64::url), "-_8=");
    EXPECT_FALSE(from_base64_digits("-_8", Base64::plain));
    EXPECT_FALSE(from_base64_digits("+/8", Base64::url));
}

TEST(Base64, may_have_white_space_between) { EXPECT_EQ(from_base64("YW\nJj \t\r"), "abc"); }

TEST(Base64, refuses_invalid_text) {
    for (const char* const wrong :
         {"a", "ab=", "=abc", "ab=c", "a===", "====", "ab*d", "YQ==YQ==", "YWJ", "ab\xC3\xA9"}) {
        EXPECT_FALSE(from_base64(wrong)) << wrong;
    }
    EXPECT_FALSE(from_base64_digits("YQ=="));
    EXPECT_FALSE(from_base64_digits("YW Jj"));
}

} // namespace
} // namespace renkei::base::base64_test
