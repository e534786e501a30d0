// Pages for a browser: the list of documents, and what they say of a person.
#include "gateway/network/server/documents/document_list.h"
#include "gateway/network/server/html_response.h"
#include "generated/messages/documents.h"

#include "tests/server_documents/request_kit.h"

namespace renkei::server::pages_test {
namespace {

using documents::admission;

constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const std::string form_type = "application/x-www-form-urlencoded";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

Response listed(RequestKit& kit, const std::string& query = "", const std::string& peer = "manager") {
    return kit.get("/documents" + query, std::string(browser), peer);
}

Response searched(RequestKit& kit, const std::string& form, const std::string& peer = "manager") {
    return kit.ask({.method = "POST",
                    .target = "/documents/_search",
                    .headers = {{"Accept", std::string(browser)}, {"Content-Type", form_type}},
                    .body = "form=&from=&" + form,
                    .peer = peer});
}

// The same number at two insurers is two persons.
std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t out = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
        ++out;
    }
    return out;
}

TEST(ListOfDocuments, opens_so_many_versions_and_of_each_document_the_newest) {
    RequestKit kit;
    (void)kit.post(documents::admission_named("A-other"));
    for (std::uint32_t i = 1; i <= most_opened + 1; ++i) {
        (void)kit.post(admission(std::to_string(i)));
    }
    const Response page = listed(kit, "?all=true");
    EXPECT_EQ(count_of(page.body, "data-label=\"文書\""), most_opened + 2);
    EXPECT_EQ(count_of(page.body, "<bdi>連携　花子</bdi> 様"), most_opened);
    EXPECT_EQ(count_of(listed(kit).body, "<bdi>連携　花子</bdi> 様"), 2U) << "one of each";
    const Response found = searched(kit, "all=true&name=" + percent_encoded("花子"));
    EXPECT_TRUE(has(found.body, "開いていない文書：2 件")) << found.body;
}

TEST(Pages, show_for_a_month_that_the_certificate_ends) {
    RequestKit kit;
    const auto shown = [&kit](std::optional<std::int64_t> days, const std::string& target) {
        return kit
            .ask({.target = target, .headers = {{"Accept", std::string(browser)}}, .certificate_days = days})
            .body;
    };
    for (const std::string target : {"/documents", "/forms", "/documents/none"}) { // and a refusal
        EXPECT_TRUE(has(shown(29, target), "このブラウザーの証明書は、あと 29 日で有効期限が切れ")) << target;
        EXPECT_TRUE(has(shown(0, target), "証明書は、24 時間以内に有効期限が切れ")) << target;
        EXPECT_FALSE(has(shown(30, target), "有効期限が切れ")) << target;
        EXPECT_FALSE(has(shown(std::nullopt, target), "有効期限が切れ")) << target;
    }
}

TEST(ListOfDocuments, has_pages) {
    RequestKit kit;
    for (std::uint32_t i = 0; i <= rows_of_page; ++i) {
        (void)kit.post(documents::admission_named("A-" + std::to_string(i)));
        kit.site.clock.pass(1);
    }
    const Response first = listed(kit);
    EXPECT_TRUE(has(first.body, "次のページ"));
    const std::string before = "name=\"page\" value=\"";
    const std::size_t at = first.body.find(before) + before.size();
    const Response second = listed(kit, "?page=" + first.body.substr(at, first.body.find('"', at) - at));
    EXPECT_TRUE(has(second.body, "連携　花子"));
    EXPECT_FALSE(has(second.body, "次のページ"));
}

// What is refused may be large: its page is not.
TEST(Refusals, say_no_more_on_a_page_than_one_answer_holds) {
    diag::Report report;
    for (int i = 0; i < 3000; ++i) {
        report.add(diag::message::no_such_document, {.path = std::string(5000, 'p')}, {});
    }
    Response response{.status = 422};
    refusal_page(Request{}, report, response);
    EXPECT_LT(response.body.size(), 1'000'000U);
}

// A report of another person under the number of the admission.
TEST(PageOfAPerson, shows_two_persons_with_one_number_apart) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    const std::string other =
        path_of(kit.post(documents::replaced(documents::report("R-1"), "0000000208", "0000001016"),
                         "application/json", {}, "nurse"));
    for (const std::string& each : {path, other}) {
        const Response page = kit.get(each + "/person", std::string(browser));
        ASSERT_EQ(page.status, 200) << page.body;
        EXPECT_TRUE(has(page.body, "氏名・生年月日・性別が食い違うため 2 人に"));
        EXPECT_TRUE(has(page.body, "Stop. The documents with this number disagree"));
        EXPECT_TRUE(has(page.body, "（開いた文書の人）"));
        const std::size_t first = page.body.find("1人目（2人中）");
        const std::size_t second = page.body.find("2人目（2人中）");
        ASSERT_LT(first, second);
        const std::string newer = page.body.substr(first, second - first);
        const std::string older = page.body.substr(second);
        EXPECT_NE(has(newer, "連携　花子"), has(newer, "介護 太郎"));
        EXPECT_NE(has(older, "連携　花子"), has(older, "介護 太郎"));
        EXPECT_NE(has(newer, path + "\""), has(older, path + "\"")) << "in one column only";
        EXPECT_NE(has(newer, other + "\""), has(older, other + "\""));
    }
}

} // namespace
} // namespace renkei::server::pages_test
