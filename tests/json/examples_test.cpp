#include "gateway/core/json/examples.h"

#include <gtest/gtest.h>

#include <array>

namespace renkei::json::examples_test {
namespace {

constexpr std::string_view table = R"({
"one": {"type": "A", "id": "$id", "tag": [{"system": "s", "code": "$code"}], "list": ["@list", {"last": "$last"}],
        "fixed": {"n": 1.0, "is": true}, "value": "@value"},
"other": {"reference": "$to"}
})";

std::string one(std::initializer_list<Filling> fillings) { return Examples(table).fill("one", fillings); }

TEST(Examples, are_written_in_their_order_with_numbers_as_they_stand) {
    EXPECT_EQ(one({{"value", "[2]"}, {"last", "c"}, {"list", "1,2"}, {"code", "b"}, {"id", "a"}}),
              R"({"type":"A","id":"a","tag":[{"system":"s","code":"b"}],"list":[1,2,{"last":"c"}],)"
              R"("fixed":{"n":1.0,"is":true},"value":[2]})");
}

TEST(Examples, leave_out_what_has_holes_and_nothing_in_them) {
    EXPECT_EQ(one({{"id", ""}}), R"({"type":"A","fixed":{"n":1.0,"is":true}})");
    EXPECT_EQ(one({{"last", "c"}}), R"({"type":"A","list":[{"last":"c"}],"fixed":{"n":1.0,"is":true}})");
    EXPECT_EQ(Examples(table).fill("other", {}), "{}");
}

TEST(Examples, escape_texts_and_take_json_as_it_is) {
    EXPECT_EQ(Examples(table).fill("other", {{"to", "\"あ\n$id"}}), R"({"reference":"\"あ\n$id"})");
}

TEST(Examples, join_elements_that_are_there) {
    const std::array texts{"1", "", "2"};
    EXPECT_EQ(elements_of(texts, [](const char* each) { return std::string(each); }), "1,2");
}

} // namespace
} // namespace renkei::json::examples_test
