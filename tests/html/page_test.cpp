#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/html/page.h"

#include <gtest/gtest.h>

namespace renkei::html::page_test {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// The content of each <style>.
std::vector<std::string_view> styles(std::string_view page) {
    std::vector<std::string_view> out;
    constexpr std::string_view open = "<style>";
    for (std::size_t at = page.find(open); at != std::string_view::npos; at = page.find(open, at)) {
        at += open.size();
        out.push_back(page.substr(at, page.find("</style>", at) - at));
    }
    return out;
}

void expect_policy(const std::string& page, std::size_t count_styles) {
    const std::string policy = policy_of_page(page);
    const std::vector<std::string_view> found = styles(page);
    EXPECT_EQ(found.size(), count_styles);
    for (const std::string_view style : found) {
        EXPECT_TRUE(has(policy, "'sha256-" + resources::sha256_base64(style) + "'")) << style.substr(0, 100);
    }
    EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src ")) << policy;
    EXPECT_TRUE(policy.ends_with("; frame-ancestors 'none'")) << policy;
    EXPECT_FALSE(has(policy, "unsafe")) << policy;
    EXPECT_TRUE(has(page, "content=\"" + policy.substr(0, policy.rfind("; ")) + "\"")) << policy;
}

TEST(WholePage, is_a_file_with_its_own_styles_or_is_served_with_one_address) {
    const PageFrame frame{.title = "見本 <1>", .sheet = "連携 花子", .style = "td{color:red}"};
    const std::string file = begin_page(frame) + end_page();
    expect_policy(file, 2);
    EXPECT_TRUE(has(file, stylesheet()));
    EXPECT_FALSE(has(file, "<link"));
    EXPECT_FALSE(has(file, "class=\"svc\""));
    const PageHead head{
        .gateway = "G", .caller = "C", .way_back = {{"/documents", "一覧"}}, .stylesheet = "https://g/s.css"};
    const std::string served = begin_page(frame, &head) + end_page();
    expect_policy(served, 1);
    EXPECT_TRUE(has(policy_of_page(served), "style-src https://g/s.css 'sha256-"));
    EXPECT_FALSE(has(served, stylesheet()));
}

TEST(WholePage, names_the_other_views_of_a_document_only_where_a_gateway_shows_it) {
    EXPECT_EQ(views_html(nullptr), "");
    PageHead head{.way_back = {{"/documents", "一覧"}}};
    EXPECT_EQ(views_html(&head), "");
    head.views = {{"/d/1", "本文", true}, {"/d/1?a&b", "<b>", false, true}};
    const std::string nav = views_html(&head);
    EXPECT_TRUE(has(nav, "aria-label=\"他の表示\""));
    EXPECT_TRUE(has(nav, "<a href=\"/d/1\" aria-current=\"page\"><bdi>本文</bdi></a>"));
    EXPECT_TRUE(has(nav, "<a href=\"/d/1?a&amp;b\" download><bdi>&lt;b&gt;</bdi></a>"));
}

TEST(WholePage, sends_forms_only_where_it_has_some) {
    EXPECT_TRUE(has(policy_of_page(begin_page({.title = "t"})), "form-action 'none'"));
    EXPECT_TRUE(has(policy_of_page(begin_page({.title = "t", .has_forms = true})), "form-action 'self'"));
}

// A text in it cannot end the style that says what stands above each sheet.
TEST(WholePage, keeps_its_style_whole_whatever_its_title) {
    for (const std::string title : {"</style><script>", "\"}*{display:none}", "\\", "\n", "'"}) {
        const std::string page = begin_page({.title = title, .sheet = title});
        expect_policy(page, 2);
        EXPECT_FALSE(has(page, "<script")) << title;
    }
}

TEST(Stylesheet, needs_nothing_else_and_has_a_name_of_its_content) {
    for (const std::string_view part : {"url(", "@import", "http", "</", "expression"}) {
        EXPECT_FALSE(has(stylesheet(), part)) << part;
    }
    EXPECT_EQ(stylesheet_name(), resources::sha256_hex(stylesheet()).substr(0, 16) + ".css");
}

} // namespace
} // namespace renkei::html::page_test
