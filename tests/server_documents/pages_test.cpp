// Pages for a browser: the list of documents, and what they say of a person.
#include "gateway/network/server/documents/document_list.h"
#include "gateway/network/server/html_response.h"
#include "generated/messages/documents.h"

#include "tests/server_documents/request_kit.h"

#include <algorithm>

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

Response searched(RequestKit& kit, const std::string& form, const std::string& peer = "manager") {
    return kit.ask({.method = "POST",
                    .target = "/documents/_search",
                    .headers = {{"Accept", std::string(browser)}, {"Content-Type", form_type}},
                    .body = "form=&from=&" + form,
                    .peer = peer});
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
    EXPECT_TRUE(has(searched(kit, "person=insurer:990010|0000001016").body, "連携　花子"));
    EXPECT_FALSE(has(searched(kit, "person=insurer:990010|0000001017").body, "連携　花子"));
}

TEST(ListOfDocuments, is_searched_by_the_number_on_the_card_alone) {
    RequestKit kit;
    (void)kit.post(admission());
    EXPECT_TRUE(has(searched(kit, "person=0000001016").body, "連携　花子"));
    EXPECT_FALSE(has(searched(kit, "person=0000001017").body, "連携　花子"));
    EXPECT_TRUE(has(searched(kit, "person=" + percent_encoded("　００００００１０１６") +
                                      "&insurer=" + percent_encoded("９９００１０ "))
                        .body,
                    "連携　花子"));
    EXPECT_TRUE(has(searched(kit, "person=0000001016&insurer=990010").body, "連携　花子"));
    EXPECT_FALSE(has(searched(kit, "person=0000001016&insurer=990028").body, "連携　花子"));
    const Response alone = searched(kit, "person=&insurer=990010");
    EXPECT_EQ(alone.status, 400);
    EXPECT_TRUE(has(alone.body, "被保険者番号")) << alone.body;
}

// The same number at two insurers is two persons.
TEST(ListOfDocuments, asks_for_the_insurer_where_a_number_is_of_two_persons) {
    RequestKit kit;
    (void)kit.post(admission());
    (void)kit.post(documents::replaced(documents::admission_named("A-2"), "990010", "990028"));
    const Response asked = searched(kit, "person=0000001016");
    EXPECT_EQ(asked.status, 400);
    EXPECT_TRUE(has(asked.body, "「保険者番号」の欄も入力")) << asked.body;
    EXPECT_FALSE(has(asked.body, "連携　花子")) << "nothing is found before it is certain";
    const Response found = searched(kit, "person=0000001016&insurer=990010");
    EXPECT_EQ(found.status, 200);
    EXPECT_TRUE(has(found.body, "連携　花子"));
}

TEST(ListOfDocuments, is_searched_by_name_in_any_spelling) {
    RequestKit kit;
    (void)kit.post(admission());
    (void)kit.post(documents::report("R-1"), "application/json", {}, "nurse"); // of another person
    for (const std::string name : {"連携　花子", "連携花子", "花子", "れんけい はなこ", "ﾊﾅｺ"}) {
        const Response found = searched(kit, "name=" + percent_encoded(name));
        EXPECT_TRUE(has(found.body, "連携　花子")) << name << found.body;
        EXPECT_FALSE(has(found.body, "介護 太郎")) << name;
        EXPECT_TRUE(has(found.body, "照らし合わせました")) << name;
    }
    EXPECT_TRUE(has(searched(kit, "name=" + percent_encoded("次郎")).body, "該当する文書はありません"));
    EXPECT_FALSE(has(searched(kit, "name=" + percent_encoded("花子"), "stranger").body, "連携"))
        << "only in what the caller may read";
}

TEST(ListOfDocuments, takes_no_name_in_a_url_and_writes_none_into_the_audit) {
    RequestKit kit;
    (void)kit.post(admission());
    EXPECT_EQ(listed(kit, "?name=%E8%8A%B1%E5%AD%90").status, 400);
    (void)searched(kit, "name=" + percent_encoded("花子"));
    const std::string query = query_of(kit.site.events().back());
    EXPECT_TRUE(has(query, "name=")) << query;
    EXPECT_FALSE(has(query, "花子")) << query;
}

TEST(ListOfDocuments, says_who_sent_a_document_and_whether_the_caller_has_fetched_it) {
    RequestKit kit;
    (void)kit.post(admission());
    const Response page = listed(kit, "", "hospital");
    EXPECT_TRUE(has(page.body, "1938年5月12日</span>生"));
    EXPECT_TRUE(has(page.body, "見本居宅介護支援事業所"));
    EXPECT_TRUE(has(page.body, "<span class=\"tag\">新着</span>")) << page.body;
    EXPECT_FALSE(has(listed(kit).body, "新着")) << "it was the sender's own";
}

TEST(ListOfDocuments, shows_a_document_that_was_withdrawn_as_that) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    (void)kit.ask({.method = "DELETE", .target = path});
    const Response page = listed(kit, "", "hospital");
    EXPECT_TRUE(has(page.body, "<bdi>入院時情報提供書</bdi> <span class=\"tag\">取り下げ</span>"))
        << page.body;
    EXPECT_FALSE(has(page.body, "連携　花子"));
    EXPECT_FALSE(has(page.body, "href=\"https://gateway.example.jp" + path + "\""));
}

TEST(ListOfDocuments, shows_older_versions_only_when_asked) {
    RequestKit kit;
    (void)kit.post(admission());
    (void)kit.post(documents::admission("2"));
    EXPECT_FALSE(has(listed(kit).body, "旧版</span>"));
    EXPECT_TRUE(has(listed(kit, "?all=true").body, "旧版</span>"));
}

TEST(ListOfDocuments, lists_a_corrected_document_under_its_new_person_only) {
    RequestKit kit;
    (void)kit.post(admission());
    (void)kit.post(documents::replaced(documents::admission("2"), "0000001016", "0000001017"));
    EXPECT_TRUE(has(searched(kit, "person=0000001016").body, "該当する文書はありません"));
    EXPECT_TRUE(has(searched(kit, "person=0000001017").body, "連携　花子"));
}

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

TEST(Home, leads_to_the_list) {
    RequestKit kit;
    const Response home = kit.get("/", std::string(browser));
    EXPECT_EQ(home.status, 303);
    EXPECT_EQ(header(home, "Location"), "https://gateway.example.jp/documents");
}

TEST(Refusals, are_pages_for_a_browser_and_say_no_more_than_to_others) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    const std::vector<std::string> targets{path, "/documents/0190d5d4-5d6f-7000-8000-000000000000"};
    for (const std::string& target : targets) {
        const Response page = kit.get(target, std::string(browser), "stranger");
        EXPECT_EQ(page.status, 404);
        EXPECT_EQ(page.media_type, "text/html;charset=UTF-8");
        EXPECT_EQ(header(page, "Cache-Control"), "no-store");
        EXPECT_TRUE(has(page.body, "role=\"alert\"")) << page.body;
        EXPECT_FALSE(has(page.body, "花子"));
        EXPECT_EQ(codes(kit.get(target, "*/*", "stranger")), std::vector<std::string>{"no-such-document"});
    }
    const auto shown = [&](const std::string& target) {
        const std::string body = kit.get(target, std::string(browser), "stranger").body;
        return body.substr(body.find("role=\"alert\""), 200);
    };
    EXPECT_EQ(shown(targets[0]), shown(targets[1])) << "denied is as absent";
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

TEST(Refusals, are_pages_only_for_who_prefers_them_to_what_programs_read) {
    RequestKit kit;
    const std::string accept = "text/html;q=0.9, application/fhir+json";
    EXPECT_EQ(kit.get("/documents", accept).media_type, "application/json");
    EXPECT_EQ(kit.get("/documents?from=yesterday", accept).media_type, "application/fhir+json");
    const Response page = listed(kit, "?from=yesterday");
    EXPECT_EQ(header(page, "Cache-Control"), "no-store");
    EXPECT_EQ(std::ranges::count(page.headers, "Cache-Control", &Pairs::value_type::first), 1);
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

TEST(PageOfAPerson, shows_a_death_above_all_and_an_infection_that_only_words_name) {
    RequestKit kit;
    const std::string path =
        path_of(kit.post(documents::file("nursing_summary/full.json"), "application/json", {}, "nurse"));
    const Response page = kit.get(path + "/person", std::string(browser), "nurse");
    ASSERT_EQ(page.status, 200) << page.body;
    const std::size_t alert = page.body.find("<p class=\"alert\">死亡：");
    ASSERT_NE(alert, std::string::npos);
    EXPECT_TRUE(has(page.body.substr(alert, 200), "2026年2月20日 04:15"))
        << "in Japan's time, as people write";
    EXPECT_LT(alert, page.body.find("<dt>氏名"));
    EXPECT_TRUE(has(page.body, "<bdi>MRSA（喀痰）</bdi>"));
    EXPECT_TRUE(has(page.body, "<bdi>自宅</bdi>")) << "the place of the death";
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
