#include "gateway/core/json/line_guess.h"

#include <gtest/gtest.h>

namespace renkei::json::line_guess_test {
namespace {

TEST(A_document_on_every_line, is_two_lines_of_whole_objects) {
    EXPECT_TRUE(has_line_per_document("{}\n{}"));
    EXPECT_TRUE(has_line_per_document("{\"a\":1}\r\n{\"a\":2}\r\n"));
    EXPECT_TRUE(has_line_per_document("\n \t\n{\"a\":1}\n\n{\"a\":2}\n")) << "blank lines do not count";
    EXPECT_TRUE(has_line_per_document("{\"a\":1} \n  {\"a\":2}"));
}

TEST(A_document_on_every_line, is_not_one_document_however_it_is_laid_out) {
    for (const char* const text :
         {"", "{", "{}", "{}\n", "{\n\"a\":{}\n,\"b\":{}\n}", "{\n}", "{\"a\":[{}\n,{}\n]}",
          "{\"a\":[{},\n{}]}", "{\"a\":[\n{\"b\":1}\n]}", "{\"a\":{\"b\":1}\n}", "[{}\n,{}]"}) {
        EXPECT_FALSE(has_line_per_document(text)) << text;
        EXPECT_FALSE(has_line_per_document(text, "a.json")) << text;
    }
}

TEST(A_document_on_every_line, stays_one_where_a_line_is_broken) {
    EXPECT_TRUE(has_line_per_document("{\"a\":1}\ngarbage\n{\"a\":3}"));
    EXPECT_TRUE(has_line_per_document("{\"a\":1}\n[1]"));
    EXPECT_TRUE(has_line_per_document("{\"a\":}\n{\"a\":2}"));
}

TEST(A_file_named_by_line, has_a_document_on_every_line_unless_neither_line_is_whole) {
    for (const char* const name : {"a.ndjson", "b/a.jsonl"}) {
        EXPECT_TRUE(has_line_per_document("{\"a\":1}\n", name));
        EXPECT_TRUE(has_line_per_document("{\"a\":\n{\"a\":2}", name)) << "the first line is cut off";
        EXPECT_FALSE(has_line_per_document("{\n \"a\": 1\n}\n", name)) << "one document over several lines";
    }
    EXPECT_FALSE(has_line_per_document("{\"a\":\n{\"a\":2}", "a.json"));
}

TEST(What_lines_hold, is_known_by_the_first_of_two_that_is_whole) {
    EXPECT_EQ(line_that_says_what("{\"a\":1}\n{\"a\":2}"), "{\"a\":1}");
    EXPECT_EQ(line_that_says_what("{\"a\":\n{\"a\":2}\n"), "{\"a\":2}");
    EXPECT_EQ(line_that_says_what("\n{\"a\":\n"), "{\"a\":");
}

} // namespace
} // namespace renkei::json::line_guess_test
