#include "gateway/core/diag/message.h"
#include "generated/messages/forms.h"
#include "generated/messages/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::diag::message_test {
namespace {

std::set<std::string> holes(std::string_view text) {
    std::set<std::string> out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const std::optional<Hole> hole = hole_at(text.substr(i))) {
            out.insert(std::to_string(hole->argument) + std::string(hole->kind));
        }
    }
    return out;
}

TEST(Message, codes_become_words_of_the_readers_language) {
    const std::vector<std::string> args{"care_manager", "hospital, visiting_nurse"};
    EXPECT_EQ(sentence(message::role_may_not, args, Language::english),
              "the role care manager does not create this kind of document; roles that do: hospital, "
              "visiting nurse");
    EXPECT_EQ(sentence(message::role_may_not, args, Language::japanese),
              "役割が「居宅介護支援」の接続先は、この種類の文書を登録できません。登録できる役割: "
              "病院、訪問看護ステーション");
}

TEST(Message, a_code_without_a_word_stays_as_it_is) {
    EXPECT_EQ(words_for("role", "-", Language::japanese), "-");
    EXPECT_EQ(words_for("role", "hospital, tea", Language::japanese), "病院、tea");
    EXPECT_EQ(words_for("tea", "hospital", Language::japanese), "hospital");
}

TEST(Message, words_around_an_argument_are_left_out_with_it) {
    EXPECT_EQ(optional_words("nearest", Language::japanese), "（近いもの: {}）");
    EXPECT_EQ(optional_words("role", Language::english), "");
    EXPECT_TRUE(is_optional("zeros"));
    EXPECT_FALSE(is_optional(""));
    const auto said = [](std::vector<std::string> args) {
        return sentence(message::item_unknown, args, Language::english);
    };
    EXPECT_THAT(said({"a", "b"}), testing::StartsWith("there is no item 'a' (nearest: b); "));
    EXPECT_THAT(said({"a", ""}), testing::StartsWith("there is no item 'a'; "));
    EXPECT_THAT(said({"a"}), testing::StartsWith("there is no item 'a'; "));
}

TEST(Message, a_hole_is_a_number_with_or_without_a_kind) {
    EXPECT_EQ(hole_at("{3} x")->argument, 3U);
    EXPECT_EQ(hole_at("{3:role} x")->kind, "role");
    EXPECT_EQ(hole_at("{3:role} x")->size, 8U);
    for (const std::string_view text : {"{", "{}", "{a}", "{3", "{3x}", "3}", "", "{…}"}) {
        EXPECT_FALSE(hole_at(text)) << text;
    }
}

// A Japanese sentence may leave out what an English one says, and the other way round, but a code is the same
// kind in both.
TEST(Message, an_argument_has_one_kind_in_both_languages) {
    for (const MessageRow& row : messages()) {
        std::set<std::string> both = holes(row.english);
        both.merge(holes(row.japanese));
        std::set<char> numbers;
        std::ranges::for_each(both, [&](const std::string& each) {
            EXPECT_TRUE(numbers.insert(each[0]).second) << row.id << ": " << row.english;
        });
    }
}

} // namespace
} // namespace renkei::diag::message_test
