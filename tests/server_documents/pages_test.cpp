// Pages for a browser: the list of documents, and what they say of a person.
#include "gateway/network/server/documents/document_list.h"

#include "tests/server_documents/request_kit.h"

namespace renkei::server::pages_test {
namespace {

using documents::admission;

constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const std::string form_type = "application/x-www-form-urlencoded";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string discharge() { // of the same person
    return documents::file("discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV");
}

// A report of a nurse to the office of "manager", about the same person.
std::string nursing_report() { return documents::report_of_hanako("R-1"); }

std::string id_in(const std::string& path) { return path.substr(path.rfind('/') + 1); }

Response listed(RequestKit& kit, const std::string& query = "", const std::string& peer = "manager") {
    return kit.get("/documents" + query, std::string(browser), peer);
}

TEST(ListOfDocuments, is_a_page_for_a_browser_and_json_for_others) {
    RequestKit kit;
    (void)kit.post(admission());
    const Response page = listed(kit);
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.media_type, "text/html;charset=UTF-8");
    EXPECT_TRUE(has(header(page, "Content-Security-Policy"), "default-src 'none'"));
    EXPECT_EQ(header(page, "Cache-Control"), "no-store");
    EXPECT_EQ(header(page, "Vary"), "Accept");
    for (const std::string accept : {"", "*/*", "application/json", "application/fhir+json"}) {
        EXPECT_EQ(kit.get("/documents", accept).media_type, "application/json") << accept;
    }
}

TEST(ListOfDocuments, names_documents_and_persons_that_the_caller_may_see) {
    RequestKit kit;
    const Response created = kit.post(admission());
    EXPECT_TRUE(has(listed(kit).body, "連携　花子"));
    EXPECT_TRUE(has(listed(kit).body, path_of(created) + "/person"));
    EXPECT_TRUE(has(listed(kit, "", "hospital").body, "連携　花子"));
    EXPECT_FALSE(has(listed(kit, "", "stranger").body, "連携　花子"));
    EXPECT_TRUE(has(listed(kit, "", "stranger").body, "該当する文書はありません"));
}

TEST(ListOfDocuments, is_searched_by_the_fields_that_are_filled) {
    RequestKit kit;
    (void)kit.post(admission());
    EXPECT_TRUE(has(listed(kit, "?form=admission&from=&to=&sender=&person=").body, "連携　花子"));
    EXPECT_FALSE(has(listed(kit, "?form=&from=2027-01-01").body, "連携　花子"));
    const auto by_person = [&](const std::string& number) {
        return kit.ask({.method = "POST",
                        .target = "/documents/_search",
                        .headers = {{"Accept", std::string(browser)}, {"Content-Type", form_type}},
                        .body = "form=&from=&person=" + number});
    };
    EXPECT_TRUE(has(by_person("insurer:990010|0000001016").body, "連携　花子"));
    EXPECT_FALSE(has(by_person("insurer:990010|0000001017").body, "連携　花子"));
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

TEST(ListOfDocuments, says_in_words_what_is_wrong_with_a_search) {
    RequestKit kit;
    const Response page = listed(kit, "?from=yesterday");
    EXPECT_EQ(page.status, 400);
    EXPECT_EQ(page.media_type, "text/html;charset=UTF-8");
    EXPECT_TRUE(has(page.body, "role=\"alert\""));
    EXPECT_TRUE(has(page.body, "yesterday"));
}

TEST(PageOfAPerson, shows_what_all_readable_documents_say) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    (void)kit.post(discharge(), "text/csv", {}, "hospital");
    const Response page = kit.get(path + "/person", std::string(browser));
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(page.media_type, "text/html;charset=UTF-8");
    EXPECT_EQ(header(page, "Cache-Control"), "no-store");
    EXPECT_TRUE(has(page.body, "連携　花子"));
    EXPECT_TRUE(has(page.body, "読める文書 2 件"));
    EXPECT_TRUE(has(page.body, "2026年2月5日")) << "the weight of the discharge record";
    EXPECT_TRUE(has(page.body, "<svg ")) << "and both weights as a line";
    EXPECT_TRUE(has(page.body, "/documents/"));
}

TEST(PageOfAPerson, shows_only_documents_that_the_caller_may_read) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    const std::string report = path_of(kit.post(nursing_report(), "application/json", {}, "nurse"));
    ASSERT_EQ(kit.get(report, "", "hospital").status, 404) << "it does not go to the hospital";
    const Response all = kit.get(path + "/person", std::string(browser));
    EXPECT_TRUE(has(all.body, "読める文書 2 件")) << "of the same person";
    EXPECT_TRUE(has(all.body, report));
    const Response page = kit.get(path + "/person", std::string(browser), "hospital");
    EXPECT_TRUE(has(page.body, "読める文書 1 件"));
    EXPECT_FALSE(has(page.body, report));
    EXPECT_EQ(kit.get(path + "/person", std::string(browser), "stranger").status, 404);
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

TEST(PageOfAPerson, is_refused_in_words_to_a_browser_and_in_fhir_to_others) {
    RequestKit kit;
    const std::string path = "/documents/0190d5d4-5d6f-7000-8000-000000000000/person";
    const Response page = kit.get(path, std::string(browser));
    EXPECT_EQ(page.status, 404);
    EXPECT_TRUE(has(page.body, "role=\"alert\"")) << page.body;
    EXPECT_EQ(codes(kit.get(path)), std::vector<std::string>{"no-such-document"});
}

TEST(PageOfAPerson, is_refused_to_who_accepts_no_page) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission())) + "/person";
    for (const std::string accept : {"application/json", "application/fhir+json", "text/html;q=0"}) {
        const Response refused = kit.get(path, accept);
        EXPECT_EQ(refused.status, 406) << accept;
        EXPECT_EQ(codes(refused), std::vector<std::string>{"not-acceptable"}) << accept;
    }
    for (const std::string accept : {"", "*/*", "text/html"}) {
        EXPECT_EQ(kit.get(path, accept).status, 200) << accept;
    }
}

TEST(PageOfAPerson, is_one_event_of_the_audit_that_names_the_documents) {
    RequestKit kit;
    const std::string older = path_of(kit.post(admission()));
    const std::string newer = path_of(kit.post(discharge(), "text/csv", {}, "hospital"));
    (void)kit.post(nursing_report(), "application/json", {}, "nurse"); // not for the hospital
    const std::size_t before = kit.events();
    (void)kit.get(older + "/person", std::string(browser), "hospital");
    ASSERT_EQ(kit.events(), before + 1);
    const std::string query = query_of(kit.site.events().back());
    EXPECT_TRUE(query.ends_with("&documents=" + id_in(newer) + "," + id_in(older))) << query;
}

} // namespace
} // namespace renkei::server::pages_test
