#include "gateway/cli/words.h"

#include <gtest/gtest.h>
#include <set>

namespace renkei::cli::words_test {
namespace {

TEST(Words, of_a_code_are_the_code_in_english_and_have_it_behind_them_in_japanese) {
    EXPECT_EQ(told(store::DeliveryState::waiting, Language::english), "waiting");
    EXPECT_EQ(told(store::DeliveryState::waiting, Language::japanese), "待機中 (waiting)");
    EXPECT_EQ(told(policy::Role::visiting_nurse, Language::japanese), "訪問看護ステーション (visiting_nurse)");
    EXPECT_EQ(told(policy::DeliveryMethod::folder, Language::japanese), "フォルダー (folder)");
    EXPECT_EQ(revoked_told(Language::japanese), "利用停止中 (revoked)");
    EXPECT_EQ(unchanged_told(Language::english), "unchanged");
    EXPECT_EQ(unchanged_told(Language::japanese), "変更なし (unchanged)");
}

template <class Code>
std::size_t different(std::size_t count) {
    std::set<std::string> words;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string text = told(static_cast<Code>(i), Language::japanese);
        words.insert(text.substr(0, text.find(" (")));
    }
    return words.size();
}

TEST(Words, are_another_for_each_code) {
    EXPECT_EQ(different<store::DeliveryState>(store::delivery_state_names().size()), store::delivery_state_names().size());
    EXPECT_EQ(different<policy::Role>(policy::role_names().size()), policy::role_names().size());
    EXPECT_EQ(different<policy::DeliveryMethod>(policy::delivery_method_names().size()), policy::delivery_method_names().size());
}

} // namespace
} // namespace renkei::cli::words_test
