// Targets are decoded strictly, and routes are found by them.
#include "gateway/network/http/request_target.h"
#include "gateway/network/http/route.h"

#include <gtest/gtest.h>

namespace renkei::http::request_target_test {
namespace {

TEST(RequestTarget, is_cut_first_and_decoded_then) {
    const HttpResult<RequestTarget> target =
        read_target("/documents/a%2Fb%20c+d/%E9%80%A3?x=1+2&y=%26%3D&z&=&x=3");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, (std::vector<std::string>{"documents", "a/b c+d", "連"}));
    EXPECT_EQ(target->query, (Pairs{{"x", "1 2"}, {"y", "&="}, {"z", ""}, {"", ""}, {"x", "3"}}));
}

TEST(RequestTarget, the_root_has_no_segments_and_a_slash_at_the_end_is_one) {
    EXPECT_TRUE(read_target("/")->path.empty());
    EXPECT_EQ(read_target("/a/")->path, (std::vector<std::string>{"a", ""}));
    EXPECT_EQ(read_target("//a")->path, (std::vector<std::string>{"", "a"}));
}

TEST(RequestTarget, may_name_the_whole_address) {
    EXPECT_EQ(read_target("https://host:8443/a?b=1")->path, (std::vector<std::string>{"a"}));
    EXPECT_TRUE(read_target("https://host")->path.empty());
}

TEST(RequestTarget, what_is_not_decodable_or_hides_something_is_refused) {
    for (const char* const text : {"", "a", "*", "/%", "/%4", "/%zz", "/%00", "/%0d%0a", "/%ff", "/..",
                                   "/a/%2e%2E/b", "/.", "/a#b", "/?a=%", "/?%c0%80=1"}) {
        EXPECT_FALSE(read_target(text)) << text;
    }
}

const std::vector<Route> table{{"GET", "/", "root", {}},
                               {"GET", "/{type}", "any", {}},
                               {"GET", "/documents", "list", {}},
                               {"POST", "/documents", "add", {}},
                               {"GET", "/{type}/{id}", "read", {}},
                               {"GET", "/documents/{id}", "document", {}},
                               {"GET", "/documents/{id}/versions/{number}", "version", {}}};

RouteMatch found(const std::string& method, const std::string& target) {
    return match_route(table, {.method = method, .path = read_target(target)->path});
}

TEST(Route, that_names_more_of_the_path_wins) {
    EXPECT_EQ(found("GET", "/").route->name, "root");
    EXPECT_EQ(found("GET", "/documents").route->name, "list");
    EXPECT_EQ(found("GET", "/Patient").route->name, "any");
    EXPECT_EQ(found("GET", "/documents/7").route->name, "document");
    EXPECT_EQ(found("GET", "/Patient/7").route->name, "read");
    EXPECT_EQ(found("POST", "/documents").route->name, "add");
}

TEST(Route, returns_the_values_of_its_placeholders) {
    EXPECT_EQ(found("GET", "/documents/a/versions/2").parts, (std::vector<std::string>{"a", "2"}));
}

TEST(Route, head_is_answered_by_get) { EXPECT_EQ(found("HEAD", "/documents").route->name, "list"); }

TEST(Route, a_path_without_this_method_lists_the_others) {
    const RouteMatch match = found("DELETE", "/documents");
    EXPECT_EQ(match.route, nullptr);
    EXPECT_EQ(match.allowed, (std::vector<std::string_view>{"GET", "HEAD", "POST"}));
}

TEST(Route, no_such_path_and_an_empty_placeholder_are_found_nowhere) {
    for (const char* const target : {"/a/b/c", "/documents/", "//", "/documents/7/versions/"}) {
        const RouteMatch match = found("GET", target);
        EXPECT_EQ(match.route, nullptr) << target;
        EXPECT_TRUE(match.allowed.empty()) << target;
    }
}

} // namespace
} // namespace renkei::http::request_target_test
