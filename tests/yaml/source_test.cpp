#include "gateway/core/yaml/source.h"
#include "generated/messages/yaml.h"

#include <gtest/gtest.h>

namespace renkei::yaml::source_test {
namespace {

diag::Error refusal(std::string_view text) {
    Files files;
    const auto node = read(text, "a.yaml", files, {});
    EXPECT_FALSE(node) << text;
    return node ? diag::Error{} : node.error();
}

TEST(Yaml, a_tab_is_refused_at_its_line_in_the_readers_language) {
    const diag::Error error = refusal("a: 1\nb:\t2\n");
    EXPECT_EQ(error.message, diag::message::yaml_tab);
    EXPECT_EQ(error.where.line, 2U);
    EXPECT_EQ(diag::to_text(error, diag::Language::japanese).find("indent"), std::string::npos);
}

TEST(Yaml, columns_are_counted_in_characters) {
    const diag::Error error = refusal("氏名: &a x\n");
    EXPECT_EQ(error.message, diag::message::yaml_anchor);
    EXPECT_EQ(error.where.column, 5U);
}

TEST(Yaml, a_duplicate_key_names_the_first_line) {
    const diag::Error error = refusal("a: 1\nb: 2\na: 3\n");
    EXPECT_EQ(error.message, diag::message::yaml_key_twice);
    EXPECT_EQ(error.args, (std::vector<std::string>{"a", "1"}));
}

TEST(Yaml, only_a_declared_prefix_is_written_out) {
    Files files;
    const auto node = read("a: kg:item\nb: x:item\nc: kg://item\n", "a.yaml", files, {{"kg", "https://kg/"}});
    ASSERT_TRUE(node);
    EXPECT_EQ(node->text_of("a"), "https://kg/item");
    EXPECT_EQ(node->text_of("b"), "x:item");
    EXPECT_EQ(node->text_of("c"), "kg://item");
}

} // namespace
} // namespace renkei::yaml::source_test
