#include "gateway/core/json/writer.h"

#include "tests/json/documents.h"
#include <rapidcheck/gtest.h>

namespace renkei::json::writer_test {
namespace {

TEST(Writer, puts_commas_where_they_belong) {
    std::string out;
    Writer writer(out);
    writer.start_object()
        .member("a", "x")
        .key("b")
        .start_array()
        .number("1.10")
        .number(-2)
        .start_object()
        .end_object()
        .start_array()
        .end_array();
    writer.boolean(true).null().string("").end_array().key("c").raw("[0]").end_object();
    EXPECT_EQ(out, R"({"a":"x","b":[1.10,-2,{},[],true,null,""],"c":[0]})");
}

TEST(Writer, appends_to_what_is_there) {
    std::string out = "before ";
    Writer(out).string("x");
    EXPECT_EQ(out, "before \"x\"");
}

TEST(Writer, copies_any_part_of_a_tree) {
    const std::string text = R"({"a":[1.10,{"b":[],"c":{}},[[2]],"\n"],"k\"":{"d":null}})";
    const Document it = read(text);
    std::string out;
    Writer(out).node(it.tree, Tree::root);
    EXPECT_EQ(out, text);
    std::string part;
    Writer(part)
        .start_array()
        .node(it.tree, at(it, "/a/1"))
        .node(it.tree, at(it, "/a/0"))
        .node(it.tree, at(it, "/a/2"))
        .end_array();
    EXPECT_EQ(part, R"([{"b":[],"c":{}},1.10,[[2]]])");
}

std::string escaped(std::string_view text) {
    std::string out;
    append_escaped(out, text);
    return out;
}

TEST(Escape, escapes_what_must_be_and_nothing_else) {
    EXPECT_EQ(escaped("a\"b\\c/d\b\f\n\r\t"), R"(a\"b\\c/d\b\f\n\r\t)");
    EXPECT_EQ(escaped(std::string_view("\0\x1f\x7f", 3)), "\\u0000\\u001f\x7f");
    EXPECT_EQ(escaped("介護é𠮷"), "介護é𠮷");
}

TEST(Escape, finds_every_character_at_every_place) {
    for (int c = 0; c < 256; ++c) {
        for (std::size_t place = 0; place < 20; ++place) {
            std::string text(20, 'x');
            text[place] = static_cast<char>(c);
            const bool must = c < 0x20 || c == '"' || c == '\\';
            ASSERT_EQ(escaped(text) != text, must) << c << " at " << place;
        }
    }
}

RC_GTEST_PROP(Escape, two_ways_agree_and_the_parser_reads_it_back, ()) {
    const std::string text = *any_text();
    const std::string inside = escaped(text);
    std::string buffer(max_escaped(text.size()), '#');
    RC_ASSERT(std::string_view(buffer.data(), write_escaped(buffer.data(), text)) == inside);
    const Document it = read("[\"" + inside + "\"]");
    RC_ASSERT(it.tree.text(1) == text);
}

TEST(Pretty, indents_and_keeps_text) {
    EXPECT_EQ(pretty(R"( {"b":1.10,"a":[ ],"c":[1,{"x":"a{\",}"}], "d":{ } } )"), R"({
  "b": 1.10,
  "a": [],
  "c": [
    1,
    {
      "x": "a{\",}"
    }
  ],
  "d": {}
})");
    EXPECT_EQ(pretty("true"), "true");
}

TEST(Pretty, does_not_change_the_document) {
    const std::string text = R"({"a":[1,[],{"b":"x:y"}],"c":"\\"})";
    const Document it = read(pretty(text));
    std::string out;
    Writer(out).node(it.tree, Tree::root);
    EXPECT_EQ(out, text);
}

} // namespace
} // namespace renkei::json::writer_test
