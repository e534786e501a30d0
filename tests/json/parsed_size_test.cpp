#include "gateway/core/json/parsed_size.h"

#include "tests/json/documents.h"

namespace renkei::json::parsed_size_test {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

// Of the tree alone; tokens come on top.
std::uint64_t tree_size(const std::string& text) { return sizeof(Node) * read(text).tree.size(); }

TEST(ParsedSize, is_never_less_than_the_tree) {
    const std::string values = repeated("1,", 1000);
    for (const std::string& text :
         {std::string("1"), std::string("{}"), "[" + values + "1]", "[" + repeated("[],", 500) + "[]]",
          "{\"a\":[" + repeated("{\"b\":\"\\u0041\"},", 500) + "null]}",
          repeated("[", 60) + repeated("]", 60)}) {
        EXPECT_GE(parsed_size(text), tree_size(text)) << text.substr(0, 40);
    }
}

TEST(ParsedSize, is_many_times_the_input_where_values_are_short_and_little_where_they_are_long) {
    EXPECT_GE(parsed_size("[" + repeated("1,", 10'000) + "1]"), 18 * 20'000U);
    EXPECT_LE(parsed_size("[\"" + repeated("x", 20'000) + "\"]"), 200U);
}

TEST(ParsedSize, counts_no_more_values_than_a_parser_takes) {
    const std::uint64_t nodes = sizeof(Node) * ParserOptions().max_values;
    EXPECT_LE(parsed_size(repeated("1,", 6'000'000)), nodes + 4 * 12'000'000 + 100);
}

} // namespace
} // namespace renkei::json::parsed_size_test
