#include "tests/xml/read.h"
#include "tests/xml/same_json.h"

namespace renkei::xml::same_json_test {
namespace {

bool same(std::string_view a, std::string_view b) {
    json::Tree first;
    json::Tree second;
    EXPECT_TRUE(json::Parser().parse(a, first) && json::Parser().parse(b, second));
    return difference(first, second).empty();
}

TEST(SameJson, sees_every_difference_but_the_order_of_members) {
    EXPECT_TRUE(same(R"({"a":1.10,"b":["x",{"c":true}]})", R"({"b":["x",{"c":true}],"a":1.10})"));
    for (const char* other : {R"({"a":1.1,"b":["x",{"c":true}]})", R"({"a":1.10,"b":[{"c":true},"x"]})",
                              R"({"a":1.10,"b":["x",{"c":false}]})", R"({"a":1.10,"b":["x",{"c":true},1]})",
                              R"({"a":1.10,"b":["x",{"c":true}],"d":1})", R"({"a":1.10})",
                              R"({"a":"1.10","b":["x",{"c":true}]})"}) {
        EXPECT_FALSE(same(R"({"a":1.10,"b":["x",{"c":true}]})", other)) << other;
    }
}

TEST(SameJson, compares_narratives_in_their_canonical_form) {
    const auto of = [](std::string_view content) {
        return R"({"div":"<div xmlns='http://www.w3.org/1999/xhtml'>)" + std::string(content) + "</div>\"}";
    };
    const std::string found = R"({"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a<br/></div>"})";
    EXPECT_TRUE(same(of("&#97;<br></br>"), found));
    EXPECT_FALSE(same(of("a <br></br>"), found));
}

} // namespace
} // namespace renkei::xml::same_json_test
