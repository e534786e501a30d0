#include "gateway/core/text/cp932.h"
#include "gateway/core/text/replace.h"
#include "gateway/core/text/replacements.h"
#include "gateway/core/text/tab_table.h"
#include "gateway/core/text/utf8.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace renkei::text::replace_test {
namespace {

constexpr Characters ms932{.repertoire = Repertoire::ms932};
constexpr Characters jis{.repertoire = Repertoire::jis};

struct Done {
    std::string text;
    std::vector<ReplaceNote> notes;
};
Done done(std::string text, Characters characters) {
    Done out{std::move(text), {}};
    out.notes = replace_characters(out.text, characters);
    return out;
}
std::string replaced(std::string text, Characters characters) {
    return done(std::move(text), characters).text;
}

std::string contents(const std::filesystem::path& file) {
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
}

struct Pair {
    std::string text;
    std::string ms932;
    std::string jis;
};

TEST(Replace, writes_what_means_the_same_and_leaves_what_the_receiver_has) {
    for (const Pair& each : std::initializer_list<Pair>{
             {"髙橋　﨑子", "髙橋　﨑子", "高橋　崎子"},
             {"① ⑳ ㊤", "① ⑳ ㊤", "(1) (20) (上)"},
             {"５㍉ 10㎏ ㎡", "５㍉ 10㎏ ㎡", "５ミリ 10kg m2"},
             {"㈱ № ℡ ㍻", "㈱ № ℡ ㍻", "(株) No. TEL 平成"},
             {"Ⅳ型 ⅳ", "Ⅳ型 ⅳ", "IV型 iv"},
             {"𠮷野 麵", "吉野 麺", "吉野 麺"},
             {"\uFA19社 \uFA45", "\uFA19社 海", "神社 海"},
             {"36.5℃ μg \u00B5g", "36.5℃ μg μg", "36.5℃ μg μg"},
             {"か\u3099 ハ\u309A ｶﾞ", "が パ ｶﾞ", "が パ ｶﾞ"},
             {"〜 − ‖", "～ － ∥", "～ － ∥"},
             {"葛\U000E0100城", "葛城", "葛城"},
             {"a\u00A0b\u200Bc", "a bc", "a bc"},
             {"CO₂ HbA₁c C₁₀ kg/m²", "CO2 HbA1c C10 kg/m2", "CO2 HbA1c C10 kg/m2"},
             {"½錠", "1/2錠", "1/2錠"},
             {"ゔ ㌕ 𝟏𝟐3", "う゛ キログラム 123", "う゛ キログラム 123"},
             {"表\n,\"\t~", "表\n,\"\t~", "表\n,\"\t~"},
         }) {
        EXPECT_EQ(replaced(each.text, ms932), each.ms932);
        EXPECT_EQ(replaced(each.text, jis), each.jis);
    }
}

TEST(Replace, notes_each_character_with_its_place_and_what_was_written) {
    EXPECT_EQ(done("Ａ髙〜か\u3099葛\U000E0100", jis).notes,
              (std::vector<ReplaceNote>{{3, U'髙', "高", ReplaceKind::replaced},
                                        {6, U'〜', "～", ReplaceKind::same},
                                        {12, 0x3099, "が", ReplaceKind::same},
                                        {18, 0xE0100, "", ReplaceKind::selector}}));
    EXPECT_TRUE(done("連携　花子", jis).notes.empty());
}

// Each would read as another number, or has no counterpart.
TEST(Replace, refuses_what_would_change_the_meaning) {
    for (const char* const text :
         {"1½", "½4", "１½", "10²", "10³", "ⅠⅡ", "XⅠ", "ⅤI", "1Ⅰ", "Ⅰ1", "㎡3", "⒈5", "1㋀", "²"}) {
        EXPECT_EQ(done(text, jis).notes.back().kind, ReplaceKind::ambiguous) << text;
    }
    for (const char* const text : {"∮", "彅", "𩸽", "é", "😀", "10⁻", "\uE000"}) {
        EXPECT_EQ(done(text, jis).notes.back().kind, ReplaceKind::unknown) << text;
    }
    EXPECT_TRUE(done("∮彅ⅠⅡ", ms932).notes.empty()) << "CP932 has them";
    EXPECT_EQ(done("1½", ms932).notes, (std::vector<ReplaceNote>{{1, U'½', "1/2", ReplaceKind::ambiguous}}));
}

TEST(Replace, puts_geta_for_user_defined_characters_only_if_asked) {
    constexpr Characters geta_too{.repertoire = Repertoire::ms932, .gaiji = Gaiji::as_geta};
    constexpr Characters geta_only{.gaiji = Gaiji::as_geta};
    for (const Characters characters : {geta_too, geta_only}) {
        const Done made = done("\uE000\uF8FF\U000F0000", characters);
        EXPECT_EQ(made.text, "〓〓〓");
        EXPECT_EQ(made.notes.front(), (ReplaceNote{0, 0xE000, "〓", ReplaceKind::gaiji}));
    }
    EXPECT_EQ(replaced("𠮷", geta_only), "𠮷");
    EXPECT_FALSE(Characters{}.are_replaced());
}

TEST(Replace, leaves_control_characters_and_broken_utf8_to_the_writer) {
    EXPECT_EQ(replaced("髙\x01\xFF", jis), "高\x01\xFF");
}

// Of ten kinds of characters, side by side.
std::string any_text() {
    static const std::vector<std::string> pieces{
        "髙",     "①",      "㍉",         "½",  "²", "Ⅰ", "Ⅱ",  "1",      "X",      ".",      "か",
        "\u3099", "\u309A", "\U000E0100", "𠮷", "😀", "é", "e",  "\u0301", "〜",     "\uE000", "\u200B",
        "㎡",     "⒈",      "彅",         "葛", "ｶ", "ﾞ", "\n", "№",      "\uFA19", "𝟏"};
    std::string out;
    for (const std::size_t each :
         *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, pieces.size()))) {
        out += pieces[each];
    }
    return out;
}

RC_GTEST_PROP(ReplaceLaw, what_is_written_is_in_the_repertoire_and_replacing_again_changes_nothing, ()) {
    for (const Characters characters : {ms932, jis}) {
        const Done once = done(any_text(), characters);
        for (std::size_t at = 0; at < once.text.size();) {
            const CodePoint point = code_point_at(once.text, at);
            RC_ASSERT(is_in(characters.repertoire, point.value));
            at += point.size;
        }
        RC_ASSERT(not_in_cp932(once.text).empty());
        RC_ASSERT(done(once.text, characters).notes.empty());
    }
}

RC_GTEST_PROP(ReplaceLaw, a_text_without_notes_is_as_it_was, ()) {
    const std::string text = any_text();
    const Done made = done(text, jis);
    RC_ASSERT(made.notes.empty() == (made.text == text));
    RC_ASSERT(made.notes.empty() == has_only(text, jis));
}

TEST(Replacements, of_every_character_of_unicode_are_in_the_repertoire) {
    std::size_t found = 0;
    for (char32_t value = 0x80; value <= 0x30000; ++value) {
        for (const Repertoire repertoire : {Repertoire::ms932, Repertoire::jis}) {
            const auto replacement =
                is_in(repertoire, value) ? std::nullopt : replacement_of(value, repertoire);
            std::string again = replacement.value_or(Replacement()).written;
            ASSERT_TRUE(replace_characters(again, {.repertoire = repertoire}).empty())
                << code_point_name(value);
            found += replacement ? 1 : 0;
        }
    }
    EXPECT_GT(found, 5000U);
}

// The table has what no property of Unicode gives, each character once and with its reason.
TEST(Replacements, of_the_table_are_needed_and_explained) {
    const std::string text = contents(RENKEI_SOURCE "/gateway/core/text/replacements.tsv");
    char32_t before = 0;
    for (const TabRow& row : tab_rows(text)) {
        if (row.line == 1) {
            continue;
        }
        ASSERT_EQ(row.cells.size(), 5U) << row.line;
        const char32_t value =
            static_cast<char32_t>(std::stoul(std::string(row.cells[0].substr(2)), nullptr, 16));
        EXPECT_LT(before, value) << "in the order of code points: line " << row.line;
        before = value;
        if (row.cells[3] != "invisible") {
            EXPECT_EQ(code_point_at(row.cells[1], 0).value, value) << row.line;
            EXPECT_FALSE(row.cells[2].empty()) << row.line;
        }
        EXPECT_FALSE(is_in(Repertoire::jis, value)) << row.line;
        EXPECT_FALSE(row.cells[4].empty()) << row.line;
    }
}

// A hospital group's table of the characters beyond JIS X 0208. Where ours differs there is a reason.
TEST(Replacements, agree_with_a_table_that_hospitals_use) {
    const std::map<std::string, std::string> differences{
        {"㎡", "m2"}, // theirs: m*2, which a reader takes for twice a metre
        {"〝", "“"},  // theirs: ″, which is inches and seconds
        {"〟", "”"},  // theirs: 、, which is a comma
        {"℡", "TEL"}, // theirs: Tel; ours is Unicode's
        {"∮", "〓"},  // theirs: Φ, another letter: not replaced
    };
    const std::filesystem::path file =
        std::filesystem::path(RENKEI_SHARED) / "design/cp932-to-jis-replacement.tsv";
    if (!std::filesystem::exists(file)) {
        GTEST_SKIP() << file << " is not there";
    }
    std::size_t compared = 0;
    const std::string text = contents(file);
    for (const TabRow& row : tab_rows(text)) {
        if (row.cells.size() < 3 || row.cells[0] == "char") {
            continue;
        }
        const std::string character(row.cells[0]);
        const auto different = differences.find(character);
        EXPECT_EQ(replaced(character, jis),
                  different == differences.end() ? row.cells[2] : different->second);
        ++compared;
    }
    EXPECT_EQ(compared, 84U);
}

TEST(Repertoire, has_a_name_for_each_that_leaves_something_out) {
    for (const std::string_view name : repertoire_names()) {
        ASSERT_TRUE(repertoire_of(name)) << name;
        EXPECT_EQ(to_text(*repertoire_of(name)), name);
    }
    EXPECT_FALSE(repertoire_of(""));
    EXPECT_FALSE(repertoire_of("JIS"));
    EXPECT_EQ(to_text(Repertoire::all), "");
}

TEST(Repertoire, of_jis_has_its_rows_and_no_extension) {
    for (const char32_t value : std::u32string(U"亜熙凜～－①ｱAЯ")) {
        EXPECT_EQ(is_in(Repertoire::jis, value), value != U'①') << code_point_name(value);
    }
    std::size_t count = 0;
    for (char32_t value = 0x80; value < 0x10000; ++value) {
        count += is_in(Repertoire::jis, value) && !(value >= 0xFF61 && value <= 0xFF9F) ? 1 : 0;
    }
    EXPECT_EQ(count, 6879U) << "characters of JIS X 0208";
}

} // namespace
} // namespace renkei::text::replace_test
