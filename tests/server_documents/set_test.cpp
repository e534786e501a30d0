// GET /documents/{id}/set: what was sent together, in one Bundle.
#include "tests/documents/plan_set.h"
#include "tests/server_documents/request_kit.h"
#include "tests/support/damage.h"

#include <algorithm>
#include <set>

namespace renkei::server::set_test {
namespace {

using Json = nlohmann::json;

constexpr auto first = "20260301091500";
constexpr auto later = "20260302091500";
constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const std::vector<std::string> in_order{"居宅サービス計画書 第1表", "居宅サービス計画書 第2表",
                                        "居宅サービス計画書 第3表", "利用者補足情報"};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// What stands between two texts, each time.
std::vector<std::string> all_between(std::string_view text, std::string_view begin, std::string_view end) {
    std::vector<std::string> out;
    for (std::size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at)) {
        at += begin.size();
        out.emplace_back(text.substr(at, text.find(end, at) - at));
    }
    return out;
}

class Set : public testing::Test {
protected:
    // Their ids.
    std::vector<std::string> send(const std::vector<documents::PlanFile>& files) {
        const documents::SubmissionBatch batch = documents::batch_of(files);
        const documents::Receipt receipt =
            kit.site.intake().submit(kit.site.worker(), batch, kit.site.caller("manager"));
        std::vector<std::string> out;
        std::ranges::transform(receipt.documents, std::back_inserter(out),
                               [](const auto& taken) { return taken.version.document; });
        return out;
    }
    Response read(const std::string& id, const std::string& peer = "manager") {
        return kit.get("/documents/" + id + "/set", "", peer);
    }
    std::string page(const std::string& path, const std::string& peer = "manager") {
        const Response out = kit.get(path, std::string(browser), peer);
        EXPECT_EQ(out.status, 200) << out.body;
        EXPECT_EQ(out.media_type, "text/html;charset=UTF-8");
        EXPECT_EQ(header(out, "Cache-Control"), "no-store");
        return out.body;
    }
    // The document of the set of this form.
    std::string path_of_form(const std::vector<std::string>& ids, const std::string& form) {
        for (const std::string& id : ids) {
            const Json versions = json_of(kit.get("/documents/" + id + "/versions"));
            if (versions["versions"][0]["form"] == form) {
                return "/documents/" + id;
            }
        }
        ADD_FAILURE() << form;
        return {};
    }
    // What the Compositions of its entries are of.
    static std::vector<std::string> titles(const Response& response) {
        std::vector<std::string> out;
        const Json bundle = json_of(response);
        for (const Json& each : bundle["entry"]) {
            out.push_back(each["resource"]["entry"][0]["resource"]["title"]);
        }
        std::ranges::sort(out);
        return out;
    }
    RequestKit kit;
};

TEST_F(Set, is_one_bundle_of_all_that_came_together) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    ASSERT_EQ(ids.size(), 4U);
    const Response response = read(ids[2]);
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(response.media_type, "application/fhir+json");
    const Json bundle = json_of(response);
    EXPECT_EQ(bundle["type"], "collection");
    EXPECT_EQ(bundle["identifier"]["value"], "9970100013/43:9970101011/11:20260301091500");
    ASSERT_EQ(bundle["entry"].size(), 4U);
    for (const Json& each : bundle["entry"]) {
        EXPECT_EQ(each["resource"]["type"], "document");
        const std::string url = each["fullUrl"];
        const Response one = kit.get(url.substr(url.find("/fhir/Bundle/")));
        EXPECT_EQ(json_of(one)["entry"], each["resource"]["entry"]);
    }
    for (const std::string& id : ids) {
        EXPECT_EQ(titles(read(id)), titles(response));
    }
    EXPECT_NE(kit.get("/documents/" + ids[0] + "/set", "application/fhir+xml").body.find("<Bundle"),
              std::string::npos);
}

TEST_F(Set, is_one_page_for_a_browser_each_sheet_on_its_own_paper) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    const std::string all = page("/documents/" + ids[1] + "/set");
    EXPECT_EQ(all_between(all, "<h1>", "</h1>"), std::vector<std::string>{"文書の一式"});
    EXPECT_EQ(all_between(all, "t\"><bdi>", "</bdi></h2>"), in_order);
    for (const std::string each : {"d2", "d3", "d4"}) {
        EXPECT_TRUE(has(all, "#" + each + "{page:" + each + "}"));
    }
    EXPECT_TRUE(has(all, "2026年1月15日")) << "the day of the plan";
    const std::vector<std::string> found = all_between(all, " id=\"", "\"");
    EXPECT_EQ(std::set(found.begin(), found.end()).size(), found.size()) << "an id is there once";
    char before = '1';
    for (const std::string& level : all_between(all, "<h", ">")) {
        if (level[0] >= '1' && level[0] <= '6') {
            EXPECT_LE(level[0], before + 1) << "no level is left out";
            before = level[0];
        }
    }
    EXPECT_FALSE(has(all, "閲覧できない文書"));
    EXPECT_EQ(page("/documents/" + ids[1] + "/set?_format=html"), all);
    EXPECT_EQ(kit.get("/documents/" + ids[1] + "/set?_format=json", std::string(browser)).media_type,
              "application/fhir+json");
    const std::string event = kit.site.events().back();
    EXPECT_TRUE(has(event, "document-set")) << event;
    EXPECT_TRUE(has(query_of(event), ids[3])) << "all that it showed";
}

TEST_F(Set, says_which_sheet_is_missing) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    const std::string gone = path_of_form(ids, "careplan_supplement");
    const std::string rest = path_of_form(ids, "careplan1");
    ASSERT_EQ(kit.ask({.method = "DELETE", .target = gone}).status, 200);
    EXPECT_TRUE(has(page(rest + "/set"), "届いていないか、閲覧できない文書：利用者補足情報"));
    EXPECT_TRUE(has(page(rest), "被保険者番号"));
    EXPECT_FALSE(has(page(rest), "連携　花子")) << "no other one says the name";
    const std::string alone = path_of(kit.post(documents::admission()));
    EXPECT_FALSE(has(page(alone + "/set"), "閲覧できない文書")) << "nothing belongs to it";
}

// One that does not open breaks no other one's page.
TEST_F(Set, is_shown_without_what_is_damaged) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    const std::string broken = path_of_form(ids, "careplan3");
    const std::string plan = path_of_form(ids, "careplan2");
    test::damage(kit.site.store(), broken.substr(broken.rfind('/') + 1), 1, test::Damaged::bodies);
    EXPECT_FALSE(has(page(plan), broken));
    EXPECT_TRUE(has(page(plan + "/set"), "届いていないか、閲覧できない文書：居宅サービス計画書 第3表"));
}

TEST_F(Set, is_in_the_views_of_each_of_its_documents) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    const std::string second = path_of_form(ids, "careplan2");
    const std::vector<std::string> navs = all_between(page(second), "<nav class=\"views\"", "</nav>");
    ASSERT_EQ(navs.size(), 1U);
    std::vector<std::string> expected = in_order;
    for (const char* const each :
         {"一式", "本人の記録", "訂正・取下げ", "次の居宅サービス計画書 第2表をつくる", "送達の状況",
          "CSVで保存", "JSONで保存", "FHIRで保存"}) {
        expected.emplace_back(each);
    }
    EXPECT_EQ(all_between(navs[0], "<bdi>", "</bdi>"), expected);
    EXPECT_TRUE(has(navs[0], second + "\" aria-current=\"page\""));
    for (const std::string& url : all_between(navs[0], "href=\"", "\"")) {
        EXPECT_EQ(kit.get(url.substr(url.find("/documents/")), std::string(browser)).status, 200) << url;
    }
}

// From the set, as the page says, and on each sheet of paper.
TEST_F(Set, names_the_person_where_the_form_has_a_number_only) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    const std::string second = page(path_of_form(ids, "careplan2"));
    EXPECT_TRUE(has(second, "<small><bdi>レンケイ　ハナコ</bdi></small><bdi>連携　花子</bdi> 様"));
    EXPECT_TRUE(has(second, "氏名など（<bdi>同じ一式の「利用者補足情報」</bdi>による）"));
    EXPECT_TRUE(has(
        second, "@top-left{content:\"\xE2\x81\xA8連携　花子 様　1938年5月12日生　被保険者番号 0000001016"));
    EXPECT_TRUE(has(query_of(kit.site.events().back()), "documents="));
    EXPECT_EQ(all_between(page("/documents/" + ids[0] + "/set"), "同じ一式の「", "」").size(), 3U);
}

// From what else the reader may read of the person; from nothing else.
TEST_F(Set, has_a_name_from_other_documents_that_the_reader_may_read) {
    const std::string office = "9970100047";
    std::string result =
        documents::file("careplan6_result/UPJSK_202602_9970100047_15_9970100013_43_20260301091500.CSV");
    for (std::size_t at = result.find(office); at != std::string::npos; at = result.find(office, at)) {
        result.replace(at, office.size(), "9960000009");
    }
    const Response taken =
        kit.post(result, "text/csv",
                 {{"Content-Disposition",
                   "attachment; filename=\"UPJSK_202602_9960000009_15_9970100013_43_20260301091500.CSV\""}},
                 "nurse");
    ASSERT_EQ(taken.status, 201) << taken.body;
    const std::string path = path_of(taken);
    const std::string alone = page(path);
    EXPECT_TRUE(has(alone, "　2026年2月分")) << "the month of the document";
    EXPECT_TRUE(has(alone, "<small>被保険者番号</small>"));
    const std::string of_nurse = page(path, "nurse");
    (void)kit.post(documents::admission());
    const std::string named = page(path);
    EXPECT_TRUE(has(named, "<bdi>連携　花子</bdi> 様"));
    EXPECT_TRUE(has(named, "氏名など（<bdi>「入院時情報提供書")) << "which document says so";
    EXPECT_TRUE(has(query_of(kit.site.events().back()), "documents="));
    EXPECT_EQ(page(path, "nurse"), of_nurse) << "who may not read the other document";
    (void)kit.post(documents::replaced(documents::report("R-1"), "0000000208", "0000001016"),
                   "application/json", {}, "nurse");
    EXPECT_FALSE(has(page(path), "連携　花子")) << "the number is of two persons";
    EXPECT_FALSE(has(page(path), "介護 太郎"));
}

TEST_F(Set, has_what_holds_now) {
    send(documents::plan_set(first));
    const std::vector<std::string> ids = send(documents::plan_set(later));
    const Json bundle = json_of(read(ids[0]));
    EXPECT_EQ(bundle["identifier"]["value"], "9970100013/43:9970101011/11:20260302091500");
    EXPECT_EQ(bundle["entry"].size(), 4U);
    ASSERT_EQ(kit.ask({.method = "DELETE", .target = "/documents/" + ids[3]}).status, 200);
    EXPECT_EQ(json_of(read(ids[0]))["entry"].size(), 3U);
    EXPECT_EQ(read(ids[3]).status, 410);
}

// The same plan goes to each service office, at the same second.
TEST_F(Set, of_another_receiver_is_another_one) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    std::vector<documents::PlanFile> other = documents::plan_set(first);
    for (documents::PlanFile& each : other) {
        each.name.replace(each.name.find("9970101011_11"), 13, "9970100047_15");
    }
    ASSERT_EQ(send(other).size(), 4U);
    const Json bundle = json_of(read(ids[0]));
    EXPECT_EQ(bundle["entry"].size(), 4U);
    EXPECT_EQ(bundle["identifier"]["value"], "9970100013/43:9970101011/11:20260301091500");
}

TEST_F(Set, of_a_document_that_was_sent_alone_is_the_document) {
    const std::string path = path_of(kit.post(documents::admission()));
    const Json bundle = json_of(kit.get(path + "/set"));
    EXPECT_FALSE(bundle.contains("identifier"));
    ASSERT_EQ(bundle["entry"].size(), 1U);
    EXPECT_EQ(bundle["entry"][0]["resource"]["entry"][0]["resource"]["resourceType"], "Composition");
}

TEST_F(Set, shows_others_nothing) {
    const std::vector<std::string> ids = send(documents::plan_set(first));
    const Response unknown = read("0190a000-0000-7000-8000-000000000000", "stranger");
    EXPECT_EQ(unknown.status, 404);
    for (const std::string& id : ids) {
        EXPECT_EQ(read(id, "stranger").status, 404);
        EXPECT_EQ(read(id, "stranger").body, unknown.body);
        EXPECT_EQ(kit.get("/documents/" + id + "/set?_format=html", "", "stranger").body, unknown.body);
    }
}

} // namespace
} // namespace renkei::server::set_test
