// Eligibility by a number in a form and by a document: JSON and a page.
#include "tests/server_documents/request_kit.h"

namespace renkei::server::eligibility_test {
namespace {

using Json = nlohmann::json;

constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const std::string form_type = "application/x-www-form-urlencoded";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class EligibilityRoutes : public testing::Test {
protected:
    // The office of "manager" says of the person what the admission form asks.
    EligibilityRoutes() { path = path_of(kit.post(documents::admission())); }

    Response ask(const std::string& body, const std::string& peer = "manager", const std::string& accept = "",
                 const std::string& target = "/eligibility/_search") {
        return kit.ask({.method = "POST",
                        .target = target,
                        .headers = {{"Content-Type", form_type}, {"Accept", accept}},
                        .body = body,
                        .peer = peer});
    }
    static Json field(const Json& answer, const std::string& id) {
        for (const Json& each : answer["fields"]) {
            if (each["field"] == id) {
                return each;
            }
        }
        ADD_FAILURE() << id << " " << answer;
        return {};
    }

    RequestKit kit;
    std::string path; // of the document
};

TEST_F(EligibilityRoutes, answer_by_number_with_value_period_document_and_version) {
    const Response response = ask("person=insurer%3A990010%7C0000001016&date=2026-03-01");
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    const Json answer = json_of(response);
    EXPECT_EQ(answer["date"], "2026-03-01");
    EXPECT_EQ(answer["complete"], true);
    const Json level = field(answer, "care_level");
    EXPECT_EQ(level["state"], "stated") << level;
    EXPECT_EQ(level["values"][0]["holds"], "yes") << level;
    EXPECT_TRUE(level["values"][0].contains("from") && level["values"][0].contains("to")) << level;
    const Json document = level["values"][0]["documents"][0];
    EXPECT_EQ(document["version"], 1);
    EXPECT_TRUE(has(document["location"].get<std::string>(), path + "/versions/1")) << document;
    EXPECT_EQ(field(answer, "copay")["state"], "undated") << "the admission form has no period of it";
    EXPECT_EQ(field(answer, "limit_units")["state"], "not-asked");
    EXPECT_EQ(field(answer, "restriction")["values"], Json::array());
}

TEST_F(EligibilityRoutes, take_the_number_of_a_card_as_people_type_it) {
    for (const std::string form :
         {"person=0000001016&insurer=990010&date=", "person=%EF%BC%90000001016+&insurer=990010",
          "person=0000001016&insurer="}) {
        EXPECT_EQ(ask(form).status, 200) << form;
    }
    EXPECT_EQ(ask("person=0000001016&insurer=990028").status, 404) << "of another town";
}

TEST_F(EligibilityRoutes, answer_by_a_document_as_by_the_number) {
    const Response by_document = kit.get(path + "/eligibility?date=2026-03-01");
    ASSERT_EQ(by_document.status, 200) << by_document.body;
    EXPECT_EQ(by_document.body, ask("person=insurer%3A990010%7C0000001016&date=2026-03-01").body);
}

TEST_F(EligibilityRoutes, show_a_page_to_a_browser_with_a_way_to_another_day) {
    const Response page =
        ask("person=insurer%3A990010%7C0000001016&date=2026-03-01", "manager", std::string(browser));
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(page.media_type, "text/html;charset=UTF-8");
    EXPECT_TRUE(has(header(page, "Content-Security-Policy"), "default-src 'none'"));
    EXPECT_TRUE(has(page.body, "資格確認"));
    EXPECT_TRUE(has(page.body, "要介護状態区分"));
    EXPECT_TRUE(has(page.body, "期間の記載がなく、この日に有効か分かりません"));
    EXPECT_TRUE(has(page.body, path + "/eligibility\""));
    EXPECT_EQ(kit.get(path + "/eligibility", std::string(browser)).status, 200);
    EXPECT_TRUE(has(kit.get(path + "/person", std::string(browser)).body, path + "/eligibility\""));
    EXPECT_TRUE(has(kit.get("/documents", std::string(browser)).body, "/eligibility/_search\""));
}

TEST_F(EligibilityRoutes, say_the_same_of_who_may_not_be_read_and_who_is_not_known) {
    const Response denied = ask("person=insurer%3A990010%7C0000001016", "stranger");
    const Response unknown = ask("person=insurer%3A990010%7C0000009998", "stranger");
    EXPECT_EQ(denied.status, 404);
    EXPECT_EQ(denied.body, unknown.body);
    EXPECT_EQ(denied.headers, unknown.headers);
    EXPECT_EQ(kit.get(path + "/eligibility", "", "stranger").status, 404);
}

TEST_F(EligibilityRoutes, refuse_numbers_in_a_url_and_what_they_cannot_read) {
    EXPECT_EQ(codes(ask("", "manager", "", "/eligibility/_search?person=insurer%3A990010%7C0000001016")),
              std::vector<std::string>{"person-in-url"});
    for (const std::string form : {"", "person=", "person=x7", "person=0000001016&insurer=99",
                                   "person=0000001016&date=2026-03", "person=0000001016&date=2026-02-30"}) {
        const Response refused = ask(form);
        EXPECT_EQ(refused.status, 400) << form;
        EXPECT_EQ(codes(refused), std::vector<std::string>{"parameter-wrong"}) << form;
        EXPECT_FALSE(has(refused.body, "0000001016")) << refused.body;
    }
    EXPECT_EQ(ask("person=0000001016&form=admission").status, 400);
    EXPECT_EQ(ask("person=0000001016&person=0000001016").status, 400);
    EXPECT_EQ(kit.get(path + "/eligibility?person=1").status, 400);
}

TEST_F(EligibilityRoutes, leave_no_number_in_the_audit) {
    (void)ask("person=insurer%3A990010%7C0000001016&date=2026-03-01");
    const std::string event = kit.site.events().back();
    EXPECT_FALSE(has(event, "0000001016")) << event;
    EXPECT_TRUE(has(query_of(event), "date=2026-03-01")) << event;
    EXPECT_TRUE(has(query_of(event), "documents=")) << event;
}

} // namespace
} // namespace renkei::server::eligibility_test
