#include "gateway/forms/service/line_worker.h"
#include "generated/messages/pipe.h"

#include <gtest/gtest.h>

namespace renkei::service::line_input_test {
namespace {

struct Case {
    std::string line;
    std::string name;
    std::string bytes;
};

TEST(LineInput, is_what_an_object_carries_and_else_the_line) {
    const std::vector<Case> cases{
        {R"({"text":"a\nb","name":"n.csv"})", "n.csv", "a\nb"},
        {R"( { "name" : "n.csv" , "base64" : "YQo=" } )", "n.csv", "a\n"},
        {R"({"base64":"gqA="})", "-", "\x82\xA0"},
        {R"({"base64":"Y Qo\n="})", "-", "a\n"},
        {R"({"text":"","name":""})", "-", ""},
        // with anything else it is a document, or none
        {R"({"text":"a","base64":"YQ=="})", "-", R"({"text":"a","base64":"YQ=="})"},
        {R"({"text":"a","name":"n","form":"x"})", "-", R"({"text":"a","name":"n","form":"x"})"},
        {R"({"text":5})", "-", R"({"text":5})"},
        {R"({"text":"a","name":null})", "-", R"({"text":"a","name":null})"},
        {R"({"name":"n"})", "-", R"({"name":"n"})"},
        {R"({"name":"n","resourceType":"X"})", "-", R"({"name":"n","resourceType":"X"})"},
        {R"({"texts":"a"})", "-", R"({"texts":"a"})"},
        {R"({"text":"a)", "-", R"({"text":"a)"},
        {R"({"resourceType":"Patient"})", "-", R"({"resourceType":"Patient"})"},
        {"[]", "-", "[]"},
        {R"({"\u0074ext":"a"})", "-", R"({"\u0074ext":"a"})"},
        {"\xEF\xBB\xBF{}", "-", "\xEF\xBB\xBF{}"}, // what to do says the reader of the document
    };
    LineInput input;
    for (const Case& each : cases) {
        ASSERT_TRUE(input.read(each.line)) << each.line;
        EXPECT_EQ(input.input().name, each.name) << each.line;
        EXPECT_EQ(input.input().bytes, each.bytes) << each.line;
    }
}

TEST(LineInput, knows_the_encoding_of_text_only) {
    LineInput input;
    ASSERT_TRUE(input.read(R"({"text":"a"})"));
    EXPECT_EQ(input.input().encoding, text::Encoding::utf8);
    ASSERT_TRUE(input.read(R"({"base64":"YQ=="})"));
    EXPECT_EQ(input.input().encoding, std::nullopt);
    ASSERT_TRUE(input.read(R"({"text":"a"})"));
    ASSERT_TRUE(input.read("{}"));
    EXPECT_EQ(input.input().encoding, std::nullopt);
}

TEST(LineInput, refuses_what_is_no_document) {
    LineInput input;
    EXPECT_EQ(input.read("").error().message, message::line_empty);
    EXPECT_EQ(input.read(" \t").error().message, message::line_empty);
    EXPECT_EQ(input.read("<Patient/>").error().message, message::line_no_json);
    EXPECT_EQ(input.read("\"a\"").error().message, message::line_no_json);
    EXPECT_EQ(input.read(R"({"base64":"YQ="})").error().message, message::line_no_base64);
    EXPECT_EQ(input.read(R"({"base64":"_w=="})").error().message, message::line_no_base64);
}

} // namespace
} // namespace renkei::service::line_input_test
