// Values of headers from outside: what is read of them, and what is none.
#include "gateway/core/text/header_values.h"

#include <gtest/gtest.h>

namespace renkei::text::header_values_test {
namespace {

using Tags = std::vector<std::string_view>;

std::optional<EntityTags> tags(std::vector<std::string_view> lines) { return read_entity_tags(lines); }

TEST(EntityTags, are_one_list_over_all_lines) {
    EXPECT_EQ(tags({R"("a")"})->tags, Tags{"a"});
    EXPECT_EQ(tags({R"(W/"1" , "x,y")", R"(,"",, W/"2")"})->tags, (Tags{"1", "x,y", "", "2"}));
    EXPECT_TRUE(tags({" * "})->is_any);
    EXPECT_FALSE(tags({R"("*")"})->is_any);
}

TEST(EntityTags, are_nothing_if_one_of_them_is_none) {
    for (const std::string_view line :
         {"", ",", "a", "3", "\"", "\"a", "a\"", "w/\"1\"", "W/1", "W/ \"1\"", "\"a\" \"b\"", "\"a\"b",
          "\"a b\"", "\"a\tb\"", "*, \"a\"", "**", "\"a\", b", "\"a\x7F\""}) {
        EXPECT_FALSE(tags({line})) << line;
        EXPECT_FALSE(tags({"\"a\"", line == "" || line == "," ? "b" : line})) << line;
    }
    EXPECT_FALSE(tags({"*", "*"}));
    EXPECT_FALSE(tags({}));
}

TEST(EntityTags, are_compared_weakly) {
    const EntityTags some = *tags({R"(W/"1", "2")"});
    for (const std::string_view etag : {R"("1")", R"(W/"1")", R"("2")", R"(W/"2")"}) {
        EXPECT_TRUE(some.has(etag)) << etag;
    }
    EXPECT_FALSE(some.has(R"("3")"));
    EXPECT_FALSE(tags({R"("")"})->has("")) << "a response without a tag";
}

TEST(MediaRange, has_its_parameters_in_order_without_quotes) {
    const MediaRange range = read_media_range(R"( text/csv ;charset="a;b" ; x;; q = 0.5 ;)");
    EXPECT_EQ(range.type, "text/csv");
    const std::vector<std::pair<std::string_view, std::string_view>> expected{
        {"charset", "a;b"}, {"x", ""}, {"q", "0.5"}};
    EXPECT_EQ(range.parameters, expected);
}

} // namespace
} // namespace renkei::text::header_values_test
