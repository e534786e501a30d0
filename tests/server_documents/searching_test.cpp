#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/parameters.h"

#include "tests/server_documents/request_kit.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::server::searching_test {
namespace {

using documents::admission;

// ---------------------------------------------------------------- searching
TEST(Searching, finds_by_form_sender_and_date_what_the_caller_may_see) {
    RequestKit kit;
    (void)kit.post(admission());
    (void)kit.post(documents::report("R-1"), "application/json", {}, "nurse");
    const auto count = [&](const std::string& query, const std::string& peer = "manager") {
        return json_of(kit.get("/documents" + query, "", peer))["documents"].size();
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
    RequestKit kit;
    for (int i = 0; i < 5; ++i) {
        (void)kit.post(documents::admission_named("A-" + std::to_string(i)));
        kit.site.clock.pass(1);
    }
    std::vector<std::string> ids;
    std::string target = "/documents?_count=2&form=admission";
    for (int pages = 0; !target.empty() && pages < 5; ++pages) {
        const auto page = json_of(kit.get(target));
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
    RequestKit kit;
    const auto size = [](const Response& response) { return json_of(response).at("page_size").get<int>(); };
    EXPECT_EQ(size(kit.get("/documents")), 50);
    EXPECT_EQ(size(kit.get("/documents?_count=7")), 7);
    EXPECT_EQ(size(kit.get("/documents?_count=100000")), 200) << "fewer than were asked for";
    EXPECT_EQ(size(kit.search({{"name", "花子"}})), 100) << "so many are opened";
    EXPECT_EQ(size(kit.search({{"name", "花子"}, {"_count", "7"}})), 7);
    EXPECT_EQ(size(kit.search({{"name", "花子"}, {"_count", "200"}})), 100);
    EXPECT_EQ(size(kit.get("/documents?_count=99999999999999999999")), 200);
    EXPECT_EQ(size(kit.search({{"_count", "201"}})), 200);
    EXPECT_NE(kit.get("/documents?_count=0").body.find("1, 2, 3 … (> 200 → 200)"), std::string::npos)
        << "the accepted values are those of the message";
}

TEST(Searching, with_a_parameter_twice_is_refused_unless_both_values_count) {
    RequestKit kit;
    std::size_t once = 0;
    for (const QueryParameter& each : document_form_parameters(kit.gateway())) {
        const Response response = kit.search({{each.name, "x"}, {each.name, "x"}});
        EXPECT_EQ(response.status, 400) << each.name;
        EXPECT_EQ(codes(response),
                  (std::vector<std::string>{each.may_repeat ? "search-parameter-wrong" : "parameter-twice"}))
            << each.name;
        once += each.may_repeat ? 0 : 1;
    }
    EXPECT_EQ(once, 9U);
    EXPECT_EQ(codes(kit.ask({.method = "POST",
                             .target = "/documents/_search?form=admission",
                             .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                             .body = "form=discharge"})),
              (std::vector<std::string>{"parameter-twice"}))
        << "one in the address, one in the form";
    EXPECT_EQ(kit.events(), once + 3) << "each is audited";
}

TEST(Searching, by_several_senders_finds_what_any_of_them_sent) {
    RequestKit kit;
    (void)kit.post(admission());
    (void)kit.post(documents::report("R-1"), "application/json", {}, "nurse");
    EXPECT_EQ(
        json_of(kit.get("/documents?sender=office:9960000009&sender=office:9970100013"))["documents"].size(),
        2U);
}

TEST(Searching, for_a_person_is_done_by_post_with_the_number_within_its_insurer_or_institution) {
    RequestKit kit;
    (void)kit.post(admission());
    const auto count = [&](const std::string& person) {
        return json_of(kit.search({{"person", person}}))["documents"].size();
    };
    EXPECT_EQ(count("insurer:990010|0000001016"), 1U);
    EXPECT_EQ(count("insurer:990028|0000001016"), 0U);
    EXPECT_EQ(count("office:9910100016|00012345"), 1U);
    EXPECT_EQ(count("institution:9910100016|00012345"), 1U);
    EXPECT_EQ(count("https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000001016"), 1U);
    EXPECT_EQ(count("insurer:990010|0000001017"), 0U);
    const std::size_t before = kit.events();
    const auto found = json_of(kit.search({{"person", "insurer:990010|0000001016"}}));
    ASSERT_EQ(kit.events(), before + 1);
    const std::string id = found["documents"][0]["id"];
    EXPECT_NE(query_of(kit.site.events().back()).find("&documents=" + id), std::string::npos)
        << "whom it found, the audit knows by the documents";
}

TEST(Searching, for_a_person_in_a_url_is_refused_and_the_number_is_not_repeated) {
    RequestKit kit;
    const Response response = kit.get("/documents?person=insurer:990010%7C0000001016");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(codes(response), (std::vector<std::string>{"person-in-url"})) << "its value is right";
    EXPECT_EQ(response.body.find("0000001016"), std::string::npos);
    EXPECT_NE(
        response.body.find("POST /documents/_search with Content-Type: application/x-www-form-urlencoded"),
        std::string::npos)
        << response.body;
    for (const std::string name : {"person", "p%65rson"}) {
        EXPECT_EQ(codes(kit.ask({.method = "POST",
                                 .target = "/documents/_search?" + name + "=insurer:990010%7C0000001016"})),
                  (std::vector<std::string>{"person-in-url"}))
            << name;
    }
}

// A caller who asks for many to hide one among them: all stand in the audit, however much else was asked.
TEST(Searching, for_persons_names_them_all_in_the_audit) {
    RequestKit kit;
    Pairs asked(600, {"sender", "office:9960000009"});
    for (int i = 1; i <= 8; ++i) {
        asked.emplace_back("person", fmt::format("insurer:990010|000000000{}", i));
    }
    EXPECT_EQ(kit.search(asked).status, 200);
    const std::string query = query_of(kit.site.events().back());
    std::size_t persons = 0;
    for (std::size_t found = query.find("person="); found != std::string::npos;
         found = query.find("person=", found + 1)) {
        ++persons;
    }
    EXPECT_EQ(persons, 8U) << query;
    asked.emplace_back("person", "insurer:990010|0000000009");
    EXPECT_EQ(codes(kit.search(asked)), (std::vector<std::string>{"search-parameter-wrong"}));
}

TEST(Searching, for_a_number_that_two_insurers_gave_is_refused_until_one_is_named) {
    RequestKit kit;
    (void)kit.post(admission());
    (void)kit.post(
        documents::replaced(documents::admission_named("A-2"), ",990010,0000001016,", ",990028,0000001016,"));
    const Response response = kit.search(
        {{"person", "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000001016"}});
    EXPECT_EQ(response.status, 400) << response.body;
    EXPECT_EQ(codes(response), (std::vector<std::string>{"person-ambiguous"}));
    EXPECT_EQ(json_of(kit.search({{"person", "insurer:990028|0000001016"}}))["documents"].size(), 1U);
}

TEST(Searching, for_a_number_of_one_person_with_many_documents_finds_them) {
    RequestKit kit;
    for (std::uint32_t i = 0; i <= page_of_list.most; ++i) {
        ASSERT_EQ(kit.post(documents::admission_named("A-" + std::to_string(i))).status, 201);
    }
    EXPECT_EQ(kit.search({{"person", "0000001016"}}).status, 200);
    (void)kit.post(
        documents::replaced(documents::admission_named("B-1"), ",990010,0000001016,", ",990028,0000001016,"));
    EXPECT_EQ(codes(kit.search({{"person", "0000001016"}})), (std::vector<std::string>{"person-ambiguous"}));
}

TEST(Searching, for_a_number_that_a_document_has_without_insurer_joins_it_with_no_other) {
    RequestKit kit;
    const auto without_insurer = [](std::string_view id) {
        return documents::replaced(documents::admission_named(id), ",990010,0000001016,", ",,0000001016,");
    };
    const auto found = [&] {
        return kit.search(
            {{"person", "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000001016"}});
    };
    EXPECT_EQ(kit.post(without_insurer("A-1")).status, 201);
    EXPECT_EQ(found().status, 200);
    EXPECT_EQ(kit.post(admission()).status, 201);
    EXPECT_EQ(codes(found()), (std::vector<std::string>{"person-ambiguous"}));
}

TEST(Searching, does_not_find_what_was_taken_back_unless_all_is_asked_for) {
    RequestKit kit;
    (void)kit.ask({.method = "DELETE", .target = path_of(kit.post(admission()))});
    EXPECT_EQ(json_of(kit.get("/documents"))["documents"].size(), 0U);
    EXPECT_EQ(json_of(kit.get("/documents?all=true"))["documents"].size(), 2U); // both versions
}

TEST(Searching, with_what_is_unknown_or_wrong_is_refused) {
    RequestKit kit;
    EXPECT_EQ(codes(kit.get("/documents?patient=1")), (std::vector<std::string>{"search-parameter-unknown"}));
    for (const std::string wrong : {"form=nothing", "sender=9970100013", "from=tomorrow", "to=2026-02-30",
                                    "since=2026-01-01", "page=1", "_count=0", "_count=x", "all=yes"}) {
        EXPECT_EQ(codes(kit.get("/documents?" + wrong)), (std::vector<std::string>{"search-parameter-wrong"}))
            << wrong;
    }
    EXPECT_EQ(kit.search({{"person", "000000101"}}).status, 400) << "no number of a card";
    EXPECT_EQ(kit.search({{"person", "0000001016"}, {"insurer", "99001"}}).status, 400);
}

TEST(Searching, with_a_wrong_value_reports_what_was_found_and_what_is_expected) {
    RequestKit kit;
    const auto text = [](const Response& response) {
        return json_of(response)["issue"][0]["diagnostics"].get<std::string>();
    };
    EXPECT_EQ(text(kit.get("/documents?from=tomorrow")),
              "the search parameter from has a wrong value: tomorrow; expected: YYYY-MM-DD, YYYY-MM, YYYY");
    EXPECT_EQ(text(kit.get("/documents?page=3")),
              "the search parameter page has a wrong value: 3; expected: \"next\": …page=UUID")
        << "as the answer before gives it";
    const Response person = kit.search({{"person", "insurer:99001|0000001016"}});
    EXPECT_TRUE(text(person).starts_with("the search parameter person has a wrong value: "
                                         "insurer:NNNNN|NNNNNNNNNN; expected: NNNNNNNNNN, HNNNNNNNNN, "
                                         "insurer:NNNNNN|NNNNNNNNNN, "))
        << text(person);
    EXPECT_EQ(person.body.find("1016"), std::string::npos) << "the number identifies a person";
    EXPECT_TRUE(text(kit.get("/documents?from="))
                    .starts_with("the search parameter from has a wrong value: \"\"; expected: "));
    EXPECT_TRUE(text(kit.search({{"person", ""}}))
                    .starts_with("the search parameter person has a wrong value: \"\"; expected: "));
}

TEST(Searching, for_an_impossible_person_is_refused) {
    RequestKit kit;
    (void)kit.post(admission());
    for (const std::string wrong :
         {"shop:990010|0000001016", "insurer|0000001016", "insurer:990010|００００００１０１６",
          "insurer:９９００１０|0000001016", "insurer:990010|1016"}) {
        const Response response = kit.search({{"person", wrong}});
        EXPECT_EQ(response.status, 400) << wrong;
        EXPECT_EQ(codes(response), (std::vector<std::string>{"search-parameter-wrong"})) << wrong;
        EXPECT_EQ(response.body.find("1016"), std::string::npos) << wrong;
    }
}

TEST(Searching, is_audited_in_bounded_size) {
    RequestKit kit;
    std::string many = "/documents?_count=" + std::string(50, '0') + "1";
    for (int i = 0; i < 1'000; ++i) {
        many += "&sender=office:9970100013";
    }
    EXPECT_EQ(kit.get(many).status, 200);
    EXPECT_LT(kit.site.events().back().size(), 5'000U);
}

TEST(Searching, is_audited_with_the_person_as_a_keyed_hash) {
    RequestKit kit;
    (void)kit.search({{"person", "insurer:990010|0000001016"}, {"form", "admission"}});
    (void)kit.get("/documents?nonsense=1");
    const auto events = kit.site.events();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].find("0000001016"), std::string::npos);
}

} // namespace
} // namespace renkei::server::searching_test
