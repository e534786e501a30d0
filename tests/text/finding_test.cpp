#include "gateway/core/text/finding.h"
#include "generated/messages/text.h"

#include <gtest/gtest.h>

namespace renkei::text::finding_test {
namespace {

using diag::Language;

diag::Finding read_strictly(std::string_view utf8) {
    return text::finding_when_read(text::not_in_cp932(utf8).at(0), {});
}

std::string english(const diag::Finding& finding) {
    return diag::sentence(finding.message, finding.args, Language::english);
}
std::string japanese(const diag::Finding& finding) {
    return diag::sentence(finding.message, finding.args, Language::japanese);
}

TEST(TextFinding, no_sentence_keeps_a_hole) {
    const text::EncodeKind kinds[] = {text::EncodeKind::best_fit,         text::EncodeKind::composed,
                                      text::EncodeKind::selector_dropped, text::EncodeKind::unmappable,
                                      text::EncodeKind::control,          text::EncodeKind::ill_formed};
    for (const text::EncodeKind kind : kinds) {
        const text::EncodeNote note{0, U'😀', text::geta, kind};
        const diag::Finding finding = text::finding_when_read(note, {});
        EXPECT_EQ(english(finding).find('{'), std::string::npos) << english(finding);
        EXPECT_EQ(japanese(finding).find('{'), std::string::npos) << japanese(finding);
    }
    const text::DecodeNote notes[] = {{0, 0x80, text::DecodeKind::bad_sequence},
                                      {0, 0xF040, text::DecodeKind::gaiji},
                                      {0, 0xEEE0, text::DecodeKind::not_canonical},
                                      {0, 0x01, text::DecodeKind::control}};
    for (const text::DecodeNote& note : notes) {
        for (const text::Gaiji gaiji : {text::Gaiji::refuse, text::Gaiji::as_geta}) {
            EXPECT_EQ(english(text::finding(note, gaiji, {})).find('{'), std::string::npos);
            EXPECT_EQ(japanese(text::finding(note, gaiji, {})).find('{'), std::string::npos);
        }
    }
}

TEST(TextFinding, gaiji_are_refused_or_replaced) {
    const text::DecodeNote note{0, 0xF040, text::DecodeKind::gaiji};
    EXPECT_EQ(text::finding(note, text::Gaiji::refuse, {}).severity, diag::Severity::error);
    EXPECT_EQ(text::finding(note, text::Gaiji::as_geta, {}).severity, diag::Severity::warning);
    EXPECT_EQ(text::finding(note, text::Gaiji::refuse, {}).args, std::vector<std::string>{"F040"});
}

TEST(TextFinding, twins_are_named_with_both_codes) {
    const diag::Finding finding =
        text::finding({0, 0xEEE0, text::DecodeKind::not_canonical}, text::Gaiji::refuse, {});
    EXPECT_EQ(finding.args, (std::vector<std::string>{"EEE0", "FBFC", "髙"}));
    EXPECT_EQ(finding.severity, diag::Severity::information);
}

TEST(TextFinding, strict_reading_says_what_to_write_instead) {
    EXPECT_EQ(read_strictly("〜").message, diag::message::text_not_cp932_usual);
    EXPECT_EQ(read_strictly("〜").severity, diag::Severity::error);
    EXPECT_EQ(read_strictly("か\u3099").args, (std::vector<std::string>{"\u3099", "U+3099", "が"}));
    EXPECT_EQ(read_strictly("😀").message, diag::message::text_not_cp932);
}

} // namespace
} // namespace renkei::text::finding_test
