// The other views of a document on its pages: every link can be opened by who sees it, and no reader sees
// more.
#include "tests/server_documents/request_kit.h"

#include <algorithm>

namespace renkei::server::views_test {
namespace {

constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

struct Shown {
    std::string path{};
    std::string text{};
    bool is_here = false;
    bool operator==(const Shown&) const = default;
};

std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
    const std::size_t from = text.find(begin);
    if (from == std::string_view::npos) {
        return {};
    }
    text.remove_prefix(from + begin.size());
    return text.substr(0, text.find(end));
}

class Views : public testing::Test {
protected:
    std::vector<Shown> of(const std::string& path, const std::string& peer = "manager") {
        const Response page = kit.get(path, std::string(browser), peer);
        EXPECT_EQ(page.status, 200) << page.body;
        std::string_view rest = between(page.body, "<nav class=\"views\"", "</nav>");
        std::vector<Shown> out;
        for (std::string_view item = between(rest, "<li>", "</li>"); !item.empty();
             item = between(rest, "<li>", "</li>")) {
            rest.remove_prefix(rest.find("</li>") + 5);
            std::string url(between(item, "href=\"", "\""));
            out.push_back({url.substr(std::min(url.size(), url.find("/documents/"))),
                           std::string(between(item, "<bdi>", "</bdi>")),
                           item.find("aria-current=\"page\"") != std::string_view::npos});
        }
        return out;
    }
    std::vector<std::string> texts(const std::string& path, const std::string& peer = "manager") {
        std::vector<std::string> out;
        std::ranges::transform(of(path, peer), std::back_inserter(out), &Shown::text);
        return out;
    }
    // Each can be opened, and the page itself is marked.
    void expect_open(const std::string& path, const std::string& peer = "manager") {
        for (const Shown& each : of(path, peer)) {
            EXPECT_EQ(kit.get(each.path, std::string(browser), peer).status, 200) << each.path;
            EXPECT_EQ(each.is_here, each.path == path) << each.path;
        }
    }
    RequestKit kit;
};

TEST_F(Views, of_a_document_are_all_that_its_sender_may_open) {
    const std::string path = path_of(kit.post(documents::admission()));
    EXPECT_EQ(texts(path),
              (std::vector<std::string>{"本文", "本人の記録", "訂正・取下げ", "退院・退所情報記録書をつくる",
                                        "送達の状況", "CSVで保存", "JSONで保存", "FHIRで保存"}));
    expect_open(path);
    for (const std::string page : {"/person", "/deliveries"}) {
        EXPECT_EQ(texts(path + page),
                  page == "/person"
                      ? (std::vector<std::string>{"本文", "本人の記録", "資格確認", "送達の状況"})
                      : (std::vector<std::string>{"本文", "本人の記録", "送達の状況"}));
        expect_open(path + page);
    }
}

TEST_F(Views, of_a_receiver_have_no_deliveries) {
    const std::string path = path_of(kit.post(documents::admission()));
    EXPECT_EQ(texts(path, "hospital"),
              (std::vector<std::string>{"本文", "本人の記録", "退院・退所情報記録書をつくる", "CSVで保存",
                                        "JSONで保存", "FHIRで保存"}));
    expect_open(path, "hospital");
}

TEST_F(Views, save_the_file_as_it_came_and_as_fhir) {
    const std::string path = path_of(kit.post(documents::admission()));
    EXPECT_EQ(kit.get(path + "?_format=csv", std::string(browser)).body, documents::admission());
    EXPECT_EQ(kit.get(path + "?_format=json", std::string(browser)).media_type, "application/fhir+json");
    EXPECT_EQ(kit.get(path + "?_format=application/json").media_type, "application/json");
    EXPECT_EQ(kit.get(path + "?_format=xml").media_type, "application/fhir+xml");
    EXPECT_EQ(kit.get(path + "?_format=html").media_type, "text/html;charset=UTF-8");
    EXPECT_EQ(codes(kit.get(path + "?_format=pdf")), std::vector<std::string>{"not-acceptable"});
    EXPECT_EQ(codes(kit.get(path + "?_format=csv&_format=json")),
              std::vector<std::string>{"parameter-twice"});
    EXPECT_EQ(kit.get(path + "?_format=csv", "", "stranger").body, kit.get(path, "", "stranger").body);
}

TEST_F(Views, lead_from_version_to_version) {
    const std::string path = path_of(kit.post(documents::admission("1")));
    kit.site.clock.pass(1000);
    (void)kit.post(documents::admission("2"));
    EXPECT_EQ(of(path)[1], (Shown{path + "/versions/1", "前の版（第1版）", false}));
    EXPECT_EQ(texts(path + "/versions/1"),
              (std::vector<std::string>{"最新の版", "第1版", "本人の記録", "送達の状況", "CSVで保存",
                                        "JSONで保存", "FHIRで保存"}));
    expect_open(path);
    expect_open(path + "/versions/1");
    EXPECT_EQ(kit.get(path + "/versions/1?_format=csv").body, documents::admission("1"));
}

// What was withdrawn before a later revision is no version for anybody.
TEST_F(Views, lead_to_no_version_that_is_gone) {
    const std::string path = path_of(kit.post(documents::admission("1")));
    kit.site.clock.pass(1000);
    ASSERT_EQ(kit.ask({.method = "DELETE", .target = path}).status, 200);
    EXPECT_EQ(texts(path + "/deliveries"), (std::vector<std::string>{"送達の状況"}));
    kit.site.clock.pass(1000);
    (void)kit.post(documents::admission("2"));
    EXPECT_EQ(of(path)[1].text, "本人の記録");
    expect_open(path);
}

} // namespace
} // namespace renkei::server::views_test
