// Which clauses of a narrative deny what the document states.
#include "gateway/forms/conform/documents/narrative_sentences.h"

#include "tests/conform/kit.h"
#include <gtest/gtest.h>

namespace renkei::narrative_sentences_test {
namespace {

const form::Form& any_form() { return test::catalogue().plans().front().form(); }

// What the document states for the label, if the clause denies it.
std::string denied(const std::string& label, const std::string& value, std::string_view clause) {
    const conform::FormWords words = conform::words_of(any_form());
    const conform::StatedValues stated{.words = words, .values = {{label, {value}}}};
    const auto found = conform::denial_in(stated, {}, clause);
    return found ? found->stated : std::string();
}

TEST(Denials, of_what_is_stated_contradict) {
    EXPECT_EQ(denied("アレルギー", "あり", "アレルギーはありません"), "あり");
    EXPECT_EQ(denied("褥瘡の有無", "有", "褥瘡なし"), "有");
    EXPECT_EQ(denied("既往", "そばアレルギー", "そばアレルギーはない"), "そばアレルギー");
    EXPECT_EQ(denied("口臭", "○", "口臭なし"), "○") << "marks what was chosen";
}

TEST(Denials, of_what_the_document_denies_agree) {
    EXPECT_EQ(denied("口臭", "無", "口臭なし"), "");
    EXPECT_EQ(denied("眠剤の使用", "無", "眠剤の使用はありません"), "");
    EXPECT_EQ(denied("褥瘡の有無", "無", "褥瘡はありません"), "");
    EXPECT_EQ(denied("要介護認定", "非該当", "要介護認定なし"), "");
    EXPECT_EQ(denied("吸引", "不要", "吸引なし"), "");
    EXPECT_EQ(denied("喫煙", "いいえ", "喫煙なし"), "");
    EXPECT_EQ(denied("口臭", "☐", "口臭なし"), "");
}

TEST(Denials, name_the_whole_question) {
    EXPECT_EQ(denied("認知症高齢者の日常生活自立度", "自立", "認知症なし"), "");
}

} // namespace
} // namespace renkei::narrative_sentences_test
