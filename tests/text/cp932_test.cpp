#include "gateway/core/text/cp932.h"
#include "gateway/core/text/utf8.h"

#include <gtest/gtest.h>
#include <iconv.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <set>
#include <string>

namespace renkei::text::cp932_test {
namespace {

// One conversion of the C library, which the table was made from and is held to.
class Iconv {
public:
    Iconv(const char* to, const char* from) : conversion_(iconv_open(to, from)) {}
    Iconv(const Iconv&) = delete;
    Iconv& operator=(const Iconv&) = delete;
    ~Iconv() { iconv_close(conversion_); } // closes the descriptor

    // Empty: the C library refuses it.
    std::string operator()(std::string in) {
        std::array<char, 16> out{};
        char* from = in.data();
        char* to = out.data();
        std::size_t from_left = in.size();
        std::size_t to_left = out.size();
        iconv(conversion_, nullptr, nullptr, nullptr, nullptr);
        const bool whole =
            iconv(conversion_, &from, &from_left, &to, &to_left) != static_cast<std::size_t>(-1) &&
            from_left == 0;
        return whole ? std::string(out.data(), out.size() - to_left) : std::string();
    }

private:
    iconv_t conversion_;
};

std::string pair_bytes(unsigned pair) {
    return {static_cast<char>(pair >> 8U), static_cast<char>(pair & 0xFFU)};
}

std::string utf8_of(char32_t value) {
    std::string out;
    append(out, value);
    return out;
}

struct Decoded {
    std::string text;
    std::vector<DecodeNote> notes;
};

Decoded decoded(std::string_view bytes) {
    Decoded out;
    decode_cp932(bytes, out.text, out.notes);
    return out;
}

struct Encoded {
    std::string bytes;
    std::vector<EncodeNote> notes;
};

Encoded encoded(std::string_view utf8) {
    Encoded out;
    encode_cp932(utf8, out.bytes, out.notes);
    return out;
}

bool starts_a_pair(unsigned byte) { return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC); }
bool is_gaiji(unsigned pair) { return pair >= 0xF040 && pair <= 0xF9FC; }

// Every pair that the C library decodes.
std::vector<unsigned> all_pairs() {
    Iconv to_utf8("UTF-8", "CP932");
    std::vector<unsigned> out;
    for (unsigned pair = 0x8000; pair <= 0xFFFF; ++pair) {
        if (starts_a_pair(pair >> 8U) && !to_utf8(pair_bytes(pair)).empty()) {
            out.push_back(pair);
        }
    }
    return out;
}

TEST(Cp932, has_as_many_pairs_as_measured) { EXPECT_EQ(all_pairs().size(), 9604U); }

TEST(Cp932, decodes_every_two_byte_sequence_as_the_c_library_does) {
    Iconv to_utf8("UTF-8", "CP932");
    std::size_t gaiji = 0;
    for (unsigned pair = 0x8000; pair <= 0xFFFF; ++pair) {
        if (!starts_a_pair(pair >> 8U)) {
            continue;
        }
        const std::string expected = to_utf8(pair_bytes(pair));
        const char32_t value = unicode_of(static_cast<std::uint16_t>(pair));
        ASSERT_EQ(value == 0 ? std::string() : utf8_of(value), expected) << std::hex << pair;
        const Decoded ours = decoded(pair_bytes(pair));
        if (is_gaiji(pair) && !expected.empty()) {
            ++gaiji;
            ASSERT_EQ(ours.text, "〓") << std::hex << pair;
            ASSERT_EQ(ours.notes,
                      (std::vector<DecodeNote>{{0, static_cast<std::uint16_t>(pair), DecodeKind::gaiji}}));
            continue;
        }
        if (!expected.empty()) {
            ASSERT_EQ(ours.text, expected) << std::hex << pair;
            continue;
        }
        ASSERT_FALSE(ours.notes.empty()) << std::hex << pair;
        ASSERT_EQ(ours.notes[0].kind, DecodeKind::bad_sequence) << std::hex << pair;
    }
    EXPECT_EQ(gaiji, 1880U);
}

TEST(Cp932, single_bytes_are_ascii_and_half_width_katakana_only) {
    Iconv to_utf8("UTF-8", "CP932");
    for (unsigned byte = 0x01; byte <= 0xFF; ++byte) {
        const std::string one(1, static_cast<char>(byte));
        const Decoded ours = decoded(one);
        if (byte < 0x80 || (byte >= 0xA1 && byte <= 0xDF)) {
            EXPECT_EQ(ours.text, to_utf8(one)) << std::hex << byte;
        } else {
            EXPECT_EQ(ours.notes, (std::vector<DecodeNote>{
                                      {0, static_cast<std::uint16_t>(byte), DecodeKind::bad_sequence}}));
        }
    }
}

TEST(Cp932, the_398_pairs_that_windows_writes_otherwise_are_noted_and_no_others) {
    std::array<std::size_t, 256> by_lead{};
    for (const unsigned pair : all_pairs()) {
        const Decoded ours = decoded(pair_bytes(pair));
        const bool noted = !ours.notes.empty() && ours.notes[0].kind == DecodeKind::not_canonical;
        if (!is_gaiji(pair)) {
            ASSERT_EQ(noted, encoded(ours.text).bytes != pair_bytes(pair)) << std::hex << pair;
        }
        by_lead[pair >> 8U] += noted ? 1 : 0;
    }
    EXPECT_EQ(by_lead[0x87], 9U);
    EXPECT_EQ(by_lead[0xED] + by_lead[0xEE], 374U);
    EXPECT_EQ(by_lead[0xFA], 15U);
    std::size_t all = 0;
    for (const std::size_t count : by_lead) {
        all += count;
    }
    EXPECT_EQ(all, 398U);
}

// The differences from the C library's encoder, complete: its nine best fits (the table of best fits reports
// them here, and ¥ and ‾ become full-width instead of 5C and 7E), private use, control characters.
TEST(Cp932, encodes_every_bmp_character_as_the_c_library_does_but_for_the_listed_differences) {
    Iconv to_cp932("CP932", "UTF-8");
    const std::set<char32_t> best_fits = {0xA2, 0xA3, 0xA5, 0xAC, 0x2014, 0x2016, 0x203E, 0x2212, 0x301C};
    std::size_t same = 0;
    for (char32_t value = 1; value <= 0xFFFF; ++value) {
        if (value >= 0xD800 && value <= 0xDFFF) {
            continue;
        }
        const std::string theirs = to_cp932(utf8_of(value));
        const bool ours_differs = best_fits.contains(value) || (value >= 0xE000 && value <= 0xE757);
        if (ours_differs) {
            ASSERT_FALSE(theirs.empty()) << code_point_name(value);
            ASSERT_FALSE(in_cp932(value)) << code_point_name(value);
            continue;
        }
        const std::uint16_t bytes = cp932_of(value);
        const std::string ours =
            bytes > 0xFF ? pair_bytes(bytes) : std::string(bytes != 0 ? 1 : 0, static_cast<char>(bytes));
        ASSERT_EQ(ours, theirs) << code_point_name(value);
        same += ours.empty() ? 0 : 1;
        if (!is_control(value) && !ours.empty()) {
            ASSERT_EQ(encoded(utf8_of(value)).bytes, ours) << code_point_name(value);
            ASSERT_TRUE(encoded(utf8_of(value)).notes.empty()) << code_point_name(value);
        }
    }
    EXPECT_EQ(same, 7326U + 127U + 63U); // pairs, ASCII without NUL, half-width katakana
}

TEST(Cp932, no_character_of_the_bmp_vanishes_or_becomes_a_question_mark) {
    for (char32_t value = 1; value <= 0xFFFF; ++value) {
        if ((value >= 0xD800 && value <= 0xDFFF) || value == '?') {
            continue;
        }
        const Encoded ours = encoded(utf8_of(value));
        ASSERT_NE(ours.bytes, "?") << code_point_name(value);
        ASSERT_TRUE(decoded(ours.bytes).text == utf8_of(value) || ours.notes.size() == 1)
            << code_point_name(value);
    }
}

TEST(Cp932, writes_what_windows_writes) {
    EXPECT_EQ(encoded("髙").bytes, "\xFB\xFC");
    EXPECT_EQ(encoded("﨑").bytes, "\xFA\xB1");
    EXPECT_EQ(encoded("①").bytes, "\x87\x40");
    EXPECT_EQ(encoded("㈱").bytes, "\x87\x8A");
    EXPECT_EQ(encoded("№").bytes, "\x87\x82");
    EXPECT_EQ(encoded("℡").bytes, "\x87\x84");
    EXPECT_EQ(encoded("Ⅰ").bytes, "\x87\x54");
    EXPECT_EQ(encoded("ⅰ").bytes, "\xFA\x40");
    EXPECT_EQ(encoded("∵").bytes, "\x81\xE6");
    EXPECT_EQ(encoded("￢").bytes, "\x81\xCA");
}

TEST(Cp932, keeps_second_bytes_that_look_like_a_backslash_or_a_bar) {
    EXPECT_EQ(encoded("ソ表能十ポ").bytes, "\x83\x5C\x95\x5C\x94\x5C\x8F\x5C\x83\x7C");
    EXPECT_EQ(decoded("\x83\x5C\x95\x5C\x94\x5C\x8F\x5C\x83\x7C").text, "ソ表能十ポ");
}

TEST(Cp932, keeps_half_width_katakana) {
    EXPECT_EQ(encoded("ﾊﾝｶｸ").bytes, "\xCA\xDD\xB6\xB8");
    EXPECT_EQ(decoded("\xCA\xDD\xB6\xB8").text, "ﾊﾝｶｸ");
}

TEST(Cp932, notes_the_byte_offset_of_what_is_wrong) {
    const Decoded ours = decoded("ab\x82\xA0\x80"
                                 "c\xF0\x40\x01\xEE\xE0\x81");
    EXPECT_EQ(ours.text, "abあ\uFFFDc〓\x01髙\uFFFD");
    EXPECT_EQ(ours.notes, (std::vector<DecodeNote>{{4, 0x80, DecodeKind::bad_sequence},
                                                   {6, 0xF040, DecodeKind::gaiji},
                                                   {8, 0x01, DecodeKind::control},
                                                   {9, 0xEEE0, DecodeKind::not_canonical},
                                                   {11, 0x81, DecodeKind::bad_sequence}}));
}

TEST(Cp932, a_lead_byte_before_ascii_takes_only_itself) {
    const Decoded ours = decoded("\x81\x22x");
    EXPECT_EQ(ours.text, "\uFFFD\"x");
    EXPECT_EQ(ours.notes, (std::vector<DecodeNote>{{0, 0x81, DecodeKind::bad_sequence}}));
}

TEST(Cp932, nul_and_tab_are_different) {
    const Decoded ours = decoded(std::string_view("\0\t\r\n\x7F", 5));
    EXPECT_EQ(ours.text, std::string("\0\t\r\n\x7F", 5));
    EXPECT_EQ(ours.notes,
              (std::vector<DecodeNote>{{0, 0, DecodeKind::control}, {4, 0x7F, DecodeKind::control}}));
}

struct BestFit {
    char32_t from;
    char32_t to;
    const char* bytes;
};

class Cp932BestFit : public testing::TestWithParam<BestFit> {};

TEST_P(Cp932BestFit, is_written_and_noted) {
    const Encoded ours = encoded("a" + utf8_of(GetParam().from));
    EXPECT_EQ(ours.bytes, std::string("a") + GetParam().bytes);
    EXPECT_EQ(ours.notes,
              (std::vector<EncodeNote>{{1, GetParam().from, GetParam().to, EncodeKind::best_fit}}));
}

INSTANTIATE_TEST_SUITE_P(
    Table, Cp932BestFit,
    testing::Values(BestFit{0x301C, 0xFF5E, "\x81\x60"}, BestFit{0x2212, 0xFF0D, "\x81\x7C"},
                    BestFit{0x2016, 0x2225, "\x81\x61"}, BestFit{0x2014, 0x2015, "\x81\x5C"},
                    BestFit{0x00A2, 0xFFE0, "\x81\x91"}, BestFit{0x00A3, 0xFFE1, "\x81\x92"},
                    BestFit{0x00AC, 0xFFE2, "\x81\xCA"}, BestFit{0x00A5, 0xFFE5, "\x81\x8F"},
                    BestFit{0x203E, 0xFFE3, "\x81\x50"}, BestFit{0x2011, 0xFF0D, "\x81\x7C"},
                    BestFit{0x2013, 0xFF0D, "\x81\x7C"}));

TEST(Cp932, the_hyphen_u2010_has_bytes_of_its_own) {
    EXPECT_EQ(encoded("‐").bytes, "\x81\x5D");
    EXPECT_TRUE(encoded("‐").notes.empty());
}

TEST(Cp932, composes_what_macos_takes_apart) {
    const Encoded ours = encoded("か\u3099ハ\u309A=\u0338");
    EXPECT_EQ(ours.bytes, encoded("がパ≠").bytes);
    EXPECT_EQ(ours.notes, (std::vector<EncodeNote>{{3, 0x3099, U'が', EncodeKind::composed},
                                                   {9, 0x309A, U'パ', EncodeKind::composed},
                                                   {13, 0x0338, U'≠', EncodeKind::composed}}));
}

TEST(Cp932, a_mark_that_makes_no_character_is_unmappable) {
    EXPECT_EQ(encoded("あ\u3099").notes,
              (std::vector<EncodeNote>{{3, 0x3099, geta, EncodeKind::unmappable}}));
    EXPECT_EQ(encoded("\u3099").notes, (std::vector<EncodeNote>{{0, 0x3099, geta, EncodeKind::unmappable}}));
    EXPECT_EQ(encoded("\ne\u0301").notes,
              (std::vector<EncodeNote>{{2, 0x0301, geta, EncodeKind::unmappable}}));
}

TEST(Cp932, drops_variation_selectors_with_a_note) {
    const Encoded ours = encoded("葛\U000E0100城☎\uFE0E");
    EXPECT_EQ(ours.bytes, encoded("葛城").bytes + "\x81\xAC");
    EXPECT_EQ(ours.notes, (std::vector<EncodeNote>{{3, 0xE0100, 0, EncodeKind::selector_dropped},
                                                   {10, U'☎', geta, EncodeKind::unmappable},
                                                   {13, 0xFE0E, 0, EncodeKind::selector_dropped}}));
}

TEST(Cp932, puts_geta_where_nothing_fits) {
    const Encoded ours = encoded("𠮷😀한\x01\xFF");
    EXPECT_EQ(ours.bytes, "\x81\xAC\x81\xAC\x81\xAC\x81\xAC\x81\xAC");
    EXPECT_EQ(ours.notes,
              (std::vector<EncodeNote>{{0, 0x20BB7, geta, EncodeKind::unmappable},
                                       {4, 0x1F600, geta, EncodeKind::unmappable},
                                       {8, 0xD55C, geta, EncodeKind::unmappable},
                                       {11, 0x01, geta, EncodeKind::control},
                                       {12, replacement_character, geta, EncodeKind::ill_formed}}));
}

TEST(Cp932, strict_reading_lists_what_has_no_bytes_of_its_own) {
    EXPECT_TRUE(not_in_cp932("髙﨑①㈱ﾊﾝｶｸ\tＡ\n").empty());
    EXPECT_EQ(not_in_cp932("吉〜𠮷"), (std::vector<EncodeNote>{{3, 0x301C, 0xFF5E, EncodeKind::best_fit},
                                                               {6, 0x20BB7, geta, EncodeKind::unmappable}}));
}

RC_GTEST_PROP(Cp932Law, text_of_table_characters_comes_back_the_same, ()) {
    const auto values = *rc::gen::container<std::vector<char32_t>>(
        rc::gen::suchThat(rc::gen::inRange<char32_t>(1, 0xFFFF),
                          [](char32_t value) { return in_cp932(value) && !is_control(value); }));
    std::string text;
    for (const char32_t value : values) {
        append(text, value);
    }
    const Encoded there = encoded(text);
    RC_ASSERT(there.notes.empty());
    const Decoded back = decoded(there.bytes);
    RC_ASSERT(back.notes.empty());
    RC_ASSERT(back.text == text);
}

RC_GTEST_PROP(Cp932Law, any_bytes_decode_to_well_formed_text_within_the_room, (const std::string& bytes)) {
    const Decoded once = decoded(bytes);
    RC_ASSERT(is_utf8(once.text));
    RC_ASSERT(once.text.size() <= decoded_room(bytes.size()));
    const Decoded twice = decoded(encoded(once.text).bytes);
    const Decoded thrice = decoded(encoded(twice.text).bytes);
    RC_ASSERT(twice.text == thrice.text);
}

} // namespace
} // namespace renkei::text::cp932_test
