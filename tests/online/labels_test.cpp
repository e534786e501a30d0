#include "gateway/app/online/setup/notices.h"

#include <gtest/gtest.h>

#include <set>

namespace renkei::online::labels_test {
namespace {

TEST(Labels, of_a_code_are_the_code_in_english_and_word_and_code_in_japanese) {
    EXPECT_EQ(label(store::DeliveryState::waiting, Language::english), "waiting");
    EXPECT_EQ(label(store::DeliveryState::waiting, Language::japanese), "待機中 (waiting)");
    EXPECT_EQ(label(policy::Role::visiting_nurse, Language::japanese),
              "訪問看護ステーション (visiting_nurse)");
    EXPECT_EQ(label(policy::DeliveryMethod::folder, Language::japanese), "フォルダー (folder)");
    EXPECT_EQ(revoked_label(Language::japanese), "利用停止中 (revoked)");
    EXPECT_EQ(unchanged_label(Language::english), "unchanged");
    EXPECT_EQ(unchanged_label(Language::japanese), "変更なし (unchanged)");
}

template <class Code>
std::size_t different(std::size_t count) {
    std::set<std::string> words;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string text = label(static_cast<Code>(i), Language::japanese);
        words.insert(text.substr(0, text.find(" (")));
    }
    return words.size();
}

TEST(Labels, differ_for_each_code) {
    EXPECT_EQ(different<store::DeliveryState>(store::delivery_state_names().size()),
              store::delivery_state_names().size());
    EXPECT_EQ(different<policy::Role>(policy::role_names().size()), policy::role_names().size());
    EXPECT_EQ(different<policy::DeliveryMethod>(policy::delivery_method_names().size()),
              policy::delivery_method_names().size());
}

} // namespace
} // namespace renkei::online::labels_test
