#include "tests/json/documents.h"
#include <fmt/format.h>

namespace renkei::json::parser_test {
namespace {

TEST(Parser, knows_every_kind_of_value) {
    const Document it = read(R"({"o":{},"a":[],"s":"x","n":1,"t":true,"f":false,"z":null})");
    const ValueKind kinds[] = {ValueKind::object,      ValueKind::object, ValueKind::array,
                               ValueKind::string,      ValueKind::number, ValueKind::true_value,
                               ValueKind::false_value, ValueKind::null};
    ASSERT_EQ(it.tree.size(), std::size(kinds));
    for (NodeId node = 0; node < std::size(kinds); ++node) {
        EXPECT_EQ(it.tree[node].kind, kinds[node]) << node;
    }
}

TEST(Parser, takes_a_scalar_as_a_document) {
    for (const char* text : {"1", "\"x\"", "true", " null ", "\n-0.5e+3\r\n"}) {
        EXPECT_EQ(refusal(text), "accepted") << text;
    }
}

TEST(Parser, keeps_the_text_of_numbers) {
    for (const char* number : {"0", "-0", "1.10", "36.50", "123456789012345678901234567890", "1e400",
                               "-1.5E-10", "0.0000000000000000000000000000001"}) {
        const Document it = read(fmt::format("[ {} ]", number));
        EXPECT_EQ(it.tree.text(1), number);
    }
}

TEST(Parser, refuses_what_is_no_number) {
    for (const char* number :
         {"01", "-", "-01", "1.", "1.e3", "1e", "1e+", "0x10", "1.2.3", "1_000", "1\"a\"", "１"}) {
        const std::string found = refusal(fmt::format("[{}]", number));
        EXPECT_TRUE(found == "J010 1:2 /0" || found == "J016 1:2 /0") << number << " " << found;
    }
    EXPECT_EQ(refusal("[.5]"), "J016 1:2 /0");
    EXPECT_EQ(refusal("[+1]"), "J016 1:2 /0");
}

TEST(Parser, a_subtree_is_a_range_of_indices) {
    const Document it = read(R"({"a":[1,[2,3],{"b":4}],"c":5})");
    const Tree& tree = it.tree;
    const NodeId a = at(it, "/a");
    EXPECT_EQ(tree.after(a), at(it, "/c"));
    EXPECT_EQ(tree.after(at(it, "/a/1")), at(it, "/a/2"));
    EXPECT_EQ(tree.next(at(it, "/a/2")), no_node);
    EXPECT_EQ(tree.next(a), at(it, "/c"));
    EXPECT_EQ(tree.parent(at(it, "/a/2/b")), at(it, "/a/2"));
    EXPECT_EQ(tree[a].count, 3U);
    EXPECT_EQ(tree.index(at(it, "/a/2")), 2U);
    EXPECT_EQ(tree.raw(a), R"([1,[2,3],{"b":4}])");
    EXPECT_EQ(tree.first_child(at(it, "/c")), no_node);
}

TEST(Parser, names_known_keys_and_keeps_the_others) {
    const std::string_view known[] = {"resourceType", "supportingInformation", "supportingInformativeX",
                                      "id"};
    const NameList names(known);
    const Document it =
        read(R"({"id":1,"supportingInformation":2,"x":3,"supportingInformativeX":4,"r\u0065sourceType":5})",
             names.table());
    EXPECT_EQ(it.tree[1].name, 3);
    EXPECT_EQ(it.tree[2].name, 1);
    EXPECT_EQ(it.tree[3].name, no_name);
    EXPECT_EQ(it.tree.key(3), "x");
    EXPECT_EQ(it.tree[4].name, 2);
    EXPECT_EQ(it.tree[5].name, 0);
    EXPECT_EQ(it.tree.key(5), "resourceType");
    EXPECT_EQ(it.tree.child(0, NameId{1}), 2U);
    EXPECT_EQ(it.tree.child(0, "resourceType"), 5U);
    EXPECT_EQ(it.tree.child(0, "x"), 3U);
    EXPECT_EQ(it.tree.child(0, "y"), no_node);
    EXPECT_EQ(it.tree.child(0, no_name), no_node);
}

TEST(Parser, unescapes_strings) {
    EXPECT_EQ(read(R"(["\"\\\/\b\f\n\r\t"])").tree.text(1), "\"\\/\b\f\n\r\t");
    EXPECT_EQ(read(R"(["\u00e9\u4ecb\uD842\uDFB7 end"])").tree.text(1), "é介𠮷 end");
    EXPECT_EQ(read(R"(["plain"])").tree.text(1), "plain");
    EXPECT_EQ(read(R"(["",""])").tree.text(2), "");
}

TEST(Parser, views_the_input_where_nothing_is_escaped) {
    const Document it = read(R"(["a\n","介護"])");
    EXPECT_EQ(it.tree.text(2).data(), it.text.data() + 8);
}

TEST(Parser, refuses_bad_escapes_with_their_place) {
    EXPECT_EQ(refusal(R"({"a":"xy\q"})"), "J011 1:9 /a");
    EXPECT_EQ(refusal(R"(["\u12G4"])"), "J011 1:3 /0");
    EXPECT_EQ(refusal(R"(["\u12"])"), "J011 1:3 /0");
    EXPECT_EQ(refusal(R"(["a\u0000"])"), "J013 1:4 /0");
    EXPECT_EQ(refusal(R"({"k\u0000":1})"), "J013 1:4 /k\\u0000");
}

TEST(Parser, refuses_half_a_surrogate_pair) {
    for (const char* half : {R"(["\uD842"])", R"(["\uDFB7"])", R"(["\uD842x"])", R"(["\uD842\n"])",
                             R"(["\uD842\uD842"])", R"(["\uD842\u0041"])"}) {
        EXPECT_EQ(refusal(half), "J012 1:3 /0") << half;
    }
}

TEST(Parser, refuses_what_is_no_utf8) {
    for (const char* bytes :
         {"\x82\xA0", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE3\x81", "\xFF"}) {
        EXPECT_EQ(refusal(fmt::format("[\n\"介\", \"{}\"]", bytes)), "J005 2:7")
            << fmt::format("{:02x}", static_cast<unsigned char>(bytes[0]));
    }
}

TEST(Parser, refuses_control_characters_in_strings) {
    EXPECT_EQ(refusal("[\"a\nb\"]"), "J006 1:4");
    EXPECT_EQ(refusal(std::string_view("[\"a\0\"]", 6)), "J006 1:4");
}

TEST(Parser, names_an_empty_input_and_a_byte_order_mark) {
    EXPECT_EQ(refusal(""), "J001 1:1");
    EXPECT_EQ(refusal(" \r\n\t"), "J001 1:1");
    EXPECT_EQ(refusal("\xEF\xBB\xBF{}"), "J002 1:1");
}

TEST(Parser, says_where_the_grammar_is_broken) {
    EXPECT_EQ(refusal(R"({"a" 1})"), "J009 1:6 /a");
    EXPECT_EQ(refusal(R"({"a":1 "b":2})"), "J009 1:8");
    EXPECT_EQ(refusal(R"({"a":[1,2})"), "J009 1:10 /a");
    EXPECT_EQ(refusal(R"([1,])"), "J016 1:4 /1");
    EXPECT_EQ(refusal(R"([,1])"), "J016 1:2 /0");
    EXPECT_EQ(refusal(R"({"a":1,})"), "J017 1:8");
    EXPECT_EQ(refusal(R"({a:1})"), "J017 1:2");
    EXPECT_EQ(refusal(R"({'a':1})"), "J017 1:2");
    EXPECT_EQ(refusal(R"({"a":NaN})"), "J016 1:6 /a");
    EXPECT_EQ(refusal(R"([trueish])"), "J016 1:2 /0");
    EXPECT_EQ(refusal(R"(["a"x])"), "J009 1:5");
    EXPECT_EQ(refusal(R"(["a""b"])"), "J009 1:5");
    EXPECT_EQ(refusal(R"({\"a\":1})"), "J017 1:2");
    EXPECT_EQ(refusal("[1,\f2]"), "J016 1:4 /1");
    EXPECT_EQ(refusal("{} // comment"), "J015 1:4");
    EXPECT_EQ(refusal("{}{}"), "J015 1:3");
    EXPECT_EQ(refusal("]"), "J016 1:1");
}

TEST(Parser, says_what_is_missing_at_the_end) {
    EXPECT_EQ(refusal(R"({"a":{"b":[1,2)"), "J008 1:15 /a/b");
    EXPECT_EQ(refusal(R"({"a")"), "J008 1:5 /a");
    EXPECT_EQ(refusal(R"({"a":)"), "J008 1:6 /a");
    EXPECT_EQ(refusal("["), "J008 1:2 /0");
    EXPECT_EQ(refusal("[\n \"abc"), "J007 2:2");
    EXPECT_EQ(refusal(R"(["abc\"])"), "J007 1:2");
}

TEST(Parser, refuses_a_key_twice_and_names_both_places) {
    EXPECT_EQ(refusal(R"({"a":1,"b":2,"a":3})"), "J014 1:14 /a");
    EXPECT_EQ(refusal(R"({"a":{"x":1,"y":{"x":1},"\u0078":3}})"), "J014 1:25 /a/x");
    EXPECT_EQ(refusal(R"({"a":{"a":{"a":1}}})"), "accepted");
    Tree tree;
    const auto result = Parser().parse("{\n \"介\": 1,\n \"介\": 2}", tree);
    EXPECT_EQ(diag::to_text(result.error(), diag::Language::japanese),
              "3:2: /介: " + std::string(diag::printed(diag::Severity::error, diag::Language::japanese)) +
                  "[J014]: 同じオブジェクトにキー「介」が二度あります（最初は 2 行 2 文字目）");
}

std::string object_with_keys(std::size_t count) {
    std::string out = "{";
    for (std::size_t i = 0; i < count; ++i) {
        out += fmt::format("\"key{}\":{},", i, i);
    }
    return out;
}

TEST(Parser, finds_a_key_twice_among_any_number_of_keys) {
    for (const std::size_t count : {1U, 5U, 31U, 32U, 33U, 64U, 500U}) {
        const std::string keys = object_with_keys(count);
        EXPECT_EQ(refusal(keys + "\"last\":0}"), "accepted") << count;
        EXPECT_EQ(refusal(keys + "\"key0\":0}"), fmt::format("J014 1:{} /key0", keys.size() + 1)) << count;
        EXPECT_EQ(refusal(keys + "\"\\u006bey0\":0}"), fmt::format("J014 1:{} /key0", keys.size() + 1))
            << count;
    }
}

TEST(Parser, reads_a_large_object_in_reasonable_time) {
    const std::string many =
        object_with_keys(300'000) + "\"last\":0}"; // comparing all pairs would take minutes
    EXPECT_EQ(refusal(many, {.max_keys = 400'000}), "accepted");
}

TEST(Parser, limits_keys_of_one_object) {
    EXPECT_EQ(refusal(R"({"a":1,"b":{"c":1,"d":1}})", {.max_keys = 2}), "accepted");
    EXPECT_EQ(refusal(R"({"a":{"b":1,"c":1,"d":1}})", {.max_keys = 2}), "J019 1:19 /a");
    EXPECT_EQ(refusal(object_with_keys(10'000) + "\"last\":0}").substr(0, 4), "J019");
}

TEST(Parser, limits_depth) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_EQ(refusal(nested(64)), "accepted");
    EXPECT_EQ(refusal(nested(65)).substr(0, 9), "J004 1:65");
    EXPECT_EQ(refusal(std::string(1'000'000, '[')).substr(0, 9), "J004 1:65");
    EXPECT_EQ(refusal(R"({"a":{"b":{}}})", {.max_depth = 2}), "J004 1:11 /a/b");
    EXPECT_EQ(refusal(nested(5000), {.max_depth = 5000}), "accepted");
}

TEST(Parser, limits_values_so_that_a_small_document_cannot_ask_for_much_memory) {
    const auto list = [](int values) {
        std::string out = "[0";
        for (int i = 1; i < values; ++i) {
            out += ",0";
        }
        return out + "]";
    };
    EXPECT_EQ(refusal(list(1000), {.max_values = 1001}), "accepted");
    EXPECT_EQ(refusal(list(2000), {.max_values = 1001}).substr(0, 4), "J020");
    EXPECT_EQ(refusal(list(3'000'000)).substr(0, 4), "J020");
}

TEST(Parser, limits_size) {
    EXPECT_EQ(refusal("[1,2]", {.max_bytes = 5}), "accepted");
    EXPECT_EQ(refusal("[1,23]", {.max_bytes = 5}), "J003 1:1");
}

TEST(Parser, is_used_again_after_larger_smaller_and_wrong_documents) {
    Parser parser;
    Tree tree;
    const std::string large = object_with_keys(5000) + R"("x":"\n"})";
    for (int round = 0; round < 3; ++round) {
        ASSERT_TRUE(parser.parse(large, tree));
        EXPECT_EQ(tree.size(), 5002U);
        ASSERT_FALSE(parser.parse(R"(["\n",{"a":[)", tree));
        EXPECT_TRUE(tree.empty());
        ASSERT_TRUE(parser.parse(R"({"\u0061":"\t"})", tree));
        EXPECT_EQ(tree.key(1), "a");
        EXPECT_EQ(tree.text(1), "\t");
    }
}

TEST(Parser, reads_no_byte_beyond_the_input) {
    const std::string text = R"({"key":"value","k":"\n","number":12345})";
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::unique_ptr<char[]> exact(new char[size]); // the address sanitizer watches its end
        text.copy(exact.get(), size);
        Tree tree;
        EXPECT_EQ(Parser().parse({exact.get(), size}, tree).has_value(), size == text.size()) << size;
    }
}

TEST(Lines, gives_documents_one_by_one) {
    Lines lines("{\"a\":1}\r\n\n  \n[2]\n3");
    const auto first = lines.next_line();
    const auto second = lines.next_line();
    const auto third = lines.next_line();
    ASSERT_TRUE(first && second && third);
    EXPECT_EQ(first->text, "{\"a\":1}");
    EXPECT_EQ(second->text, "[2]");
    EXPECT_EQ(second->number, 4U);
    EXPECT_EQ(second->offset, 13U);
    EXPECT_EQ(third->text, "3");
    EXPECT_FALSE(lines.next_line());
}

} // namespace
} // namespace renkei::json::parser_test
