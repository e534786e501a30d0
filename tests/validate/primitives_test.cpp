// Formats that are looked at many bytes at a time, or through a table: wherever in a text what is wrong
// stands.
#include "gateway/fhir/validate/elements/primitives.h"

#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace renkei::validate::primitives_test {
namespace {

using definitions::Primitive;

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

TEST(A_string, has_at_least_one_character_and_at_most_a_megabyte) {
    EXPECT_FALSE(is_valid(Primitive::string, ""));
    EXPECT_TRUE(is_valid(Primitive::string, std::string(1024 * 1024, 'a')));
    EXPECT_FALSE(is_valid(Primitive::string, std::string(1024 * 1024 + 1, 'a')));
}

TEST(A_string, that_is_only_white_space_is_warned_of) {
    const auto name = [](std::string_view text) {
        return test::findings_of(fmt::format("{{'resourceType':'Patient','name':[{{'text':'{}'}}]}}", text));
    };
    EXPECT_THAT(name("   "), testing::ElementsAre("V085 Patient.name[0].text"));
    EXPECT_THAT(name("\\n\\t"), testing::ElementsAre("V085 Patient.name[0].text"));
    EXPECT_THAT(name("a b"), testing::IsEmpty());
    EXPECT_THAT(test::severities("V085", "{'resourceType':'Patient','name':[{'text':' '}]}", {}),
                testing::ElementsAre(diag::Severity::warning));
}

TEST(A_string, with_a_control_character_is_a_warning_in_every_place) {
    for (int byte = 1; byte < ' '; ++byte) {
        for (const char* form : {"\\u{:04x}ab", "a\\u{:04x}b", "ab\\u{:04x}"}) {
            const std::string text = fmt::format(fmt::runtime(form), byte);
            const auto found = test::severities(
                "V086", fmt::format("{{'resourceType':'Patient','name':[{{'text':'{}'}}]}}", text), {});
            EXPECT_EQ(found.empty(), is_blank(static_cast<char>(byte))) << text;
        }
    }
}

// R4, uri, and RFC 3986, section 2. The vertical bar is before versions and in searches, in R4's own
// examples, too.
bool is_no_uri_character(char c) {
    return is_blank(c) || std::string_view("\"<>\\^`{}").find(c) != std::string_view::npos;
}

TEST(A_uri, has_no_white_space_and_none_of_the_characters_that_no_URI_has) {
    EXPECT_FALSE(is_valid(Primitive::uri, ""));
    for (std::size_t length = 1; length < 20; ++length) {
        each_text(length, [](const std::string& text) {
            if (text.find('%') == std::string::npos) {
                EXPECT_EQ(is_valid(Primitive::uri, text), std::ranges::none_of(text, is_no_uri_character))
                    << text;
            }
        });
    }
}

TEST(A_uri, has_two_hexadecimal_digits_behind_each_percent_sign) {
    for (const char* text : {"http://x.jp/%20", "http://x.jp/%e9%80%A3", "http://x.jp/?a=%5Bb%5D#c"}) {
        EXPECT_TRUE(is_valid(Primitive::uri, text)) << text;
    }
    for (const char* text :
         {"http://x.jp/%", "http://x.jp/%2", "http://x.jp/%2g", "http://x.jp/%%20", "http://x.jp/%20%x0"}) {
        EXPECT_FALSE(is_valid(Primitive::uri, text)) << text;
    }
}

TEST(A_canonical_and_a_url, are_URIs) {
    for (const Primitive type : {Primitive::canonical, Primitive::url}) {
        EXPECT_FALSE(is_valid(type, "http://x.jp/{a}"));
        EXPECT_TRUE(is_valid(type, "http://x.jp/a|1.0"));
    }
}

// Unicode's White_Space beyond ASCII, and characters next to it that are none.
TEST(White_space, of_any_kind_is_an_error_in_a_uri_or_code) {
    for (const std::string space : {"\u0085", "\u00A0", "\u1680", "\u2000", "\u200A", "\u2028", "\u2029",
                                    "\u202F", "\u205F", "\u3000"}) {
        for (const std::string& text : {space + "ab", "a" + space + "b", "ab" + space, space}) {
            EXPECT_FALSE(is_valid(Primitive::uri, text)) << text;
            EXPECT_FALSE(is_valid(Primitive::code, text)) << text;
        }
    }
    for (const std::string letter : {"\u00A1", "\u200B", "\u3001", "連"}) {
        EXPECT_TRUE(is_valid(Primitive::uri, "a" + letter)) << letter;
        EXPECT_TRUE(is_valid(Primitive::code, letter + "a")) << letter;
    }
}

TEST(A_code, has_single_spaces_inside_and_no_other_white_space) {
    for (const char* text : {"a", "a b", "a b c", "連 携"}) {
        EXPECT_TRUE(is_valid(Primitive::code, text)) << text;
    }
    for (const char* text : {"", " ", " a", "a ", "a  b", "a\tb", "a\nb", "\ta", "a\r"}) {
        EXPECT_FALSE(is_valid(Primitive::code, text)) << text;
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
            const bool is_digit =
                place >= 9 && right[place] != '-' &&
                std::string_view("0123456789abcdef").find(text[place]) != std::string_view::npos;
            EXPECT_EQ(is_valid(Primitive::uuid, text), is_digit || text == right) << text;
        }
    }
}

// rng-2: low <= high
TEST(A_decimal, of_any_size_is_compared_by_invariants) {
    const auto range = [](std::string_view low, std::string_view high) {
        return test::findings_of(
            fmt::format("{{'resourceType':'Observation','status':'final','code':{{'text':'x'}"
                        "},'valueRange':{{'low':{{'value':{}}},'high':{{'value':{}}}}}}}",
                        low, high));
    };
    EXPECT_THAT(range("1e30", "2e30"), testing::IsEmpty());
    EXPECT_THAT(range("1e30", "10e29"), testing::IsEmpty());
    EXPECT_THAT(range("1e30", "1e29"), testing::ElementsAre("V050 Observation.value.ofType(Range)"));
    EXPECT_THAT(range("1", "-12345678901234567890123456789012"),
                testing::ElementsAre("V050 Observation.value.ofType(Range)"));
}

} // namespace
} // namespace renkei::validate::primitives_test
