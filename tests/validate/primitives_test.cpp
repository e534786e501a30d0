// Formats that are looked at many bytes at a time, or through a table: wherever in a text what is wrong stands.
#include "gateway/validate/primitives.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace renkei::validate {
namespace {

using defs::Primitive;

// Calls `use` with texts of the length, each with every possible byte at one of its places.
template <class Use>
void each_text(std::size_t length, Use use) {
    for (std::size_t place = 0; place < length; ++place) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string text(length, 'a');
            text[place] = static_cast<char>(byte);
            use(text);
        }
    }
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' && !is_blank(c); }

TEST(A_string, has_a_visible_character_and_no_control_characters) {
    EXPECT_FALSE(is_valid(Primitive::string, ""));
    for (std::size_t length = 1; length < 20; ++length) {
        EXPECT_FALSE(is_valid(Primitive::string, std::string(length, ' ')));
        each_text(length, [](const std::string& text) {
            const bool is_right = std::ranges::none_of(text, is_control) && !std::ranges::all_of(text, is_blank);
            EXPECT_EQ(is_valid(Primitive::string, text), is_right) << text;
        });
    }
    EXPECT_TRUE(is_valid(Primitive::string, std::string(1024 * 1024, 'a')));
    EXPECT_FALSE(is_valid(Primitive::string, std::string(1024 * 1024 + 1, 'a')));
}

TEST(A_uri, has_no_blanks) {
    EXPECT_FALSE(is_valid(Primitive::uri, ""));
    for (std::size_t length = 1; length < 20; ++length) {
        each_text(length, [](const std::string& text) { EXPECT_EQ(is_valid(Primitive::uri, text), std::ranges::none_of(text, is_blank)) << text; });
    }
}

TEST(A_uuid, is_32_digits_in_small_letters_with_dashes_between_them) {
    const std::string right = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0";
    EXPECT_TRUE(is_valid(Primitive::uuid, right));
    EXPECT_FALSE(is_valid(Primitive::uuid, right.substr(0, right.size() - 1)));
    EXPECT_FALSE(is_valid(Primitive::uuid, right + "0"));
    EXPECT_FALSE(is_valid(Primitive::uuid, right.substr(9)));
    for (std::size_t place = 0; place < right.size(); ++place) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string text = right;
            text[place] = static_cast<char>(byte);
            const bool is_digit = place >= 9 && right[place] != '-' && std::string_view("0123456789abcdef").find(text[place]) != std::string_view::npos;
            EXPECT_EQ(is_valid(Primitive::uuid, text), is_digit || text == right) << text;
        }
    }
}

} // namespace
} // namespace renkei::validate
