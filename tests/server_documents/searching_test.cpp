#include "gateway/base/base64.h"
#include "gateway/server/document_search.h"
#include "tests/server_documents/desk_clerk.h"

#include <algorithm>
#include <fmt/format.h>

namespace renkei::server::searching_test {
namespace {

using documents::admission;

// What an AuditEvent says of a search.
std::string query_of(const std::string& event) {
    const std::string before = R"("query":")";
    const std::size_t at = event.find(before) + before.size();
    return base::from_base64(event.substr(at, event.find('"', at) - at)).value_or(event);
}

// ---------------------------------------------------------------- searching
TEST(Searching, finds_by_form_sender_and_date_what_the_caller_may_see) {
    Clerk clerk;
    (void)clerk.post(admission());
    (void)clerk.post(documents::report("R-1"), "application/json", {}, "nurse");
    const auto count = [&](const std::string& query, const std::string& peer = "manager") {
        return json_of(clerk.get("/documents" + query, "", peer))["documents"].size();
    };
    EXPECT_EQ(count(""), 2U);
    EXPECT_EQ(count("", "hospital"), 1U);
    EXPECT_EQ(count("", "stranger"), 0U);
    EXPECT_EQ(count("?form=admission"), 1U);
    EXPECT_EQ(count("?sender=office:9960000009"), 1U);
    EXPECT_EQ(count("?sender=office:9970100013"), 1U);
    EXPECT_EQ(count("?from=2026-01-12&to=2026-01-12"), 1U);
    EXPECT_EQ(count("?from=2027"), 0U);
    EXPECT_EQ(count("?since=2020-01-01T00:00:00%2B09:00"), 2U);
    EXPECT_EQ(count("?since=2099-01-01T00:00:00Z"), 0U);
}

TEST(Searching, gives_pages_that_lead_on_until_the_end) {
    Clerk clerk;
    for (int i = 0; i < 5; ++i) {
        (void)clerk.post(documents::admission_named("A-" + std::to_string(i)));
        clerk.site.clock.pass(1);
    }
    std::vector<std::string> ids;
    std::string target = "/documents?_count=2&form=admission";
    for (int pages = 0; !target.empty() && pages < 5; ++pages) {
        const auto page = json_of(clerk.get(target));
        for (const auto& document : page["documents"]) {
            ids.push_back(document["id"]);
        }
        const std::string next = page.value("next", "");
        target = next.substr(std::min(next.size(), std::string("https://gateway.example.jp").size()));
    }
    EXPECT_EQ(ids.size(), 5U);
    std::ranges::sort(ids);
    EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
}

TEST(Searching, says_how_many_a_page_has_at_most) {
    Clerk clerk;
    const auto size = [](const Answer& answer) { return json_of(answer).at("page_size").get<int>(); };
    EXPECT_EQ(size(clerk.get("/documents")), 50);
    EXPECT_EQ(size(clerk.get("/documents?_count=7")), 7);
    EXPECT_EQ(size(clerk.get("/documents?_count=100000")), 200) << "fewer than were asked for";
    EXPECT_EQ(size(clerk.get("/documents?_count=99999999999999999999")), 200);
    EXPECT_EQ(size(clerk.search({{"_count", "201"}})), 200);
    EXPECT_NE(clerk.get("/documents?_count=0").body.find("1, 2, 3 … (> 200 → 200)"), std::string::npos) << "what is taken is what is told";
}

TEST(Searching, with_a_parameter_twice_is_refused_unless_both_values_count) {
    Clerk clerk;
    std::size_t once = 0;
    for (const QueryParameter& each : document_form_parameters(clerk.gateway())) {
        const Answer answer = clerk.search({{each.name, "x"}, {each.name, "x"}});
        EXPECT_EQ(answer.status, 400) << each.name;
        EXPECT_EQ(codes(answer), (std::vector<std::string>{each.may_repeat ? "search-parameter-wrong" : "parameter-twice"})) << each.name;
        once += each.may_repeat ? 0 : 1;
    }
    EXPECT_EQ(once, 7U);
    EXPECT_EQ(codes(clerk.ask({.method = "POST", .target = "/documents/_search?form=admission", .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}, .body = "form=discharge"})),
              (std::vector<std::string>{"parameter-twice"}))
        << "one in the address, one in the form";
    EXPECT_EQ(clerk.events(), once + 3) << "each is told to the audit";
}

TEST(Searching, by_several_senders_finds_what_any_of_them_sent) {
    Clerk clerk;
    (void)clerk.post(admission());
    (void)clerk.post(documents::report("R-1"), "application/json", {}, "nurse");
    EXPECT_EQ(json_of(clerk.get("/documents?sender=office:9960000009&sender=office:9970100013"))["documents"].size(), 2U);
}

TEST(Searching, for_a_person_is_done_by_post_with_the_number_within_its_insurer_or_institution) {
    Clerk clerk;
    (void)clerk.post(admission());
    const auto count = [&](const std::string& person) { return json_of(clerk.search({{"person", person}}))["documents"].size(); };
    EXPECT_EQ(count("insurer:990010|0000001016"), 1U);
    EXPECT_EQ(count("insurer:990028|0000001016"), 0U);
    EXPECT_EQ(count("office:9910100016|00012345"), 1U);
    EXPECT_EQ(count("institution:9910100016|00012345"), 1U);
    EXPECT_EQ(count("https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000001016"), 1U);
    EXPECT_EQ(count("insurer:990010|0000001017"), 0U);
    const std::size_t before = clerk.events();
    const auto found = json_of(clerk.search({{"person", "insurer:990010|0000001016"}}));
    ASSERT_EQ(clerk.events(), before + 1);
    const std::string id = found["documents"][0]["id"];
    EXPECT_NE(query_of(clerk.site.events().back()).find("&documents=" + id), std::string::npos) << "whom it found, the audit knows by the documents";
}

TEST(Searching, for_a_person_in_a_url_is_refused_and_the_number_is_not_repeated) {
    Clerk clerk;
    const Answer answer = clerk.get("/documents?person=insurer:990010%7C0000001016");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(codes(answer), (std::vector<std::string>{"person-in-url"})) << "its value is right";
    EXPECT_EQ(answer.body.find("0000001016"), std::string::npos);
    EXPECT_NE(answer.body.find("POST /documents/_search with Content-Type: application/x-www-form-urlencoded"), std::string::npos) << answer.body;
    for (const std::string name : {"person", "p%65rson"}) {
        EXPECT_EQ(codes(clerk.ask({.method = "POST", .target = "/documents/_search?" + name + "=insurer:990010%7C0000001016"})), (std::vector<std::string>{"person-in-url"})) << name;
    }
}

// Whoever asks for many to hide one among them: all stand in the audit, however much else was asked.
TEST(Searching, for_persons_names_them_all_in_the_audit) {
    Clerk clerk;
    Pairs asked(600, {"sender", "office:9960000009"});
    for (int i = 1; i <= 8; ++i) {
        asked.emplace_back("person", fmt::format("insurer:990010|000000000{}", i));
    }
    EXPECT_EQ(clerk.search(asked).status, 200);
    const std::string query = query_of(clerk.site.events().back());
    std::size_t persons = 0;
    for (std::size_t found = query.find("person="); found != std::string::npos; found = query.find("person=", found + 1)) {
        ++persons;
    }
    EXPECT_EQ(persons, 8U) << query;
    asked.emplace_back("person", "insurer:990010|0000000009");
    EXPECT_EQ(codes(clerk.search(asked)), (std::vector<std::string>{"search-parameter-wrong"}));
}

TEST(Searching, for_a_number_that_two_insurers_gave_is_refused_until_one_is_named) {
    Clerk clerk;
    (void)clerk.post(admission());
    (void)clerk.post(documents::replaced(documents::admission_named("A-2"), ",990010,0000001016,", ",990028,0000001016,"));
    const Answer answer = clerk.search({{"person", "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000001016"}});
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(codes(answer), (std::vector<std::string>{"person-ambiguous"}));
    EXPECT_EQ(json_of(clerk.search({{"person", "insurer:990028|0000001016"}}))["documents"].size(), 1U);
}

TEST(Searching, does_not_find_what_was_taken_back_unless_all_is_asked_for) {
    Clerk clerk;
    (void)clerk.ask({.method = "DELETE", .target = path_of(clerk.post(admission()))});
    EXPECT_EQ(json_of(clerk.get("/documents"))["documents"].size(), 0U);
    EXPECT_EQ(json_of(clerk.get("/documents?all=true"))["documents"].size(), 2U); // both versions
}

TEST(Searching, with_what_is_unknown_or_wrong_is_refused) {
    Clerk clerk;
    EXPECT_EQ(codes(clerk.get("/documents?patient=1")), (std::vector<std::string>{"search-parameter-unknown"}));
    for (const std::string wrong : {"form=nothing", "sender=9970100013", "from=tomorrow", "to=2026-02-30", "since=2026-01-01", "page=1",
                                    "_count=0", "_count=x", "all=yes"}) {
        EXPECT_EQ(codes(clerk.get("/documents?" + wrong)), (std::vector<std::string>{"search-parameter-wrong"})) << wrong;
    }
    EXPECT_EQ(clerk.search({{"person", "0000001016"}}).status, 400);
}

TEST(Searching, with_what_is_wrong_is_told_what_was_found_and_what_is_expected) {
    Clerk clerk;
    const auto text = [](const Answer& answer) { return json_of(answer)["issue"][0]["diagnostics"].get<std::string>(); };
    EXPECT_EQ(text(clerk.get("/documents?from=tomorrow")), "the search parameter from has a wrong value: tomorrow; expected: YYYY-MM-DD, YYYY-MM, YYYY");
    EXPECT_EQ(text(clerk.get("/documents?page=3")), "the search parameter page has a wrong value: 3; expected: \"next\": …page=UUID") << "as the answer before gives it";
    const Answer person = clerk.search({{"person", "insurer:99001|0000001016"}});
    EXPECT_TRUE(text(person).starts_with("the search parameter person has a wrong value: insurer:NNNNN|NNNNNNNNNN; expected: insurer:NNNNNN|NNNNNNNNNN, ")) << text(person);
    EXPECT_EQ(person.body.find("1016"), std::string::npos) << "the number is somebody's";
    EXPECT_TRUE(text(clerk.get("/documents?from=")).starts_with("the search parameter from has a wrong value: \"\"; expected: "));
    EXPECT_TRUE(text(clerk.search({{"person", ""}})).starts_with("the search parameter person has a wrong value: \"\"; expected: "));
}

TEST(Searching, for_a_person_that_nobody_could_be_is_refused) {
    Clerk clerk;
    (void)clerk.post(admission());
    for (const std::string wrong : {"shop:990010|0000001016", "insurer|0000001016", "insurer:990010|００００００１０１６", "insurer:９９００１０|0000001016", "insurer:990010|1016"}) {
        const Answer answer = clerk.search({{"person", wrong}});
        EXPECT_EQ(answer.status, 400) << wrong;
        EXPECT_EQ(codes(answer), (std::vector<std::string>{"search-parameter-wrong"})) << wrong;
        EXPECT_EQ(answer.body.find("1016"), std::string::npos) << wrong;
    }
}

TEST(Searching, is_told_to_the_audit_log_in_bounded_room) {
    Clerk clerk;
    std::string many = "/documents?_count=" + std::string(50, '0') + "1";
    for (int i = 0; i < 1'000; ++i) {
        many += "&sender=office:9970100013";
    }
    EXPECT_EQ(clerk.get(many).status, 200);
    EXPECT_LT(clerk.site.events().back().size(), 5'000U);
}

TEST(Searching, is_told_to_the_audit_log_with_the_person_as_a_keyed_hash) {
    Clerk clerk;
    (void)clerk.search({{"person", "insurer:990010|0000001016"}, {"form", "admission"}});
    (void)clerk.get("/documents?nonsense=1");
    const auto events = clerk.site.events();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].find("0000001016"), std::string::npos);
}

} // namespace
} // namespace renkei::server::searching_test
