// An application for certification that the municipality enters over FHIR, as the command does.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/server/records/task_resource.h"

#include "tests/server_records/kit.h"

namespace renkei::server::task_entry_test {
namespace {

constexpr base::Millis day = 24 * 60 * 60 * 1000;

// What a client has to say, and no more.
Json application(const RecordsKit& kit, std::string_view person = RecordsKit::hanako,
                 const std::string& insurer = "990010") {
    Json out = Json::parse(R"({"resourceType":"Task","status":"requested","intent":"order",
        "code":{"coding":[{"system":"https://renkei.example.jp/fhir/CodeSystem/record","code":"certification"}]},
        "for":{"identifier":{"system":"https://renkei.example.jp/fhir/IdSystem/kaigo-member-id"}},
        "owner":{"identifier":{"system":"https://renkei.example.jp/fhir/IdSystem/kaigo-insurer-no"}},
        "input":[{"type":{"coding":[{"system":"https://renkei.example.jp/fhir/CodeSystem/certification",
                                     "code":"kind_of_application"}]},
                  "valueCoding":{"system":"https://renkei.example.jp/fhir/CodeSystem/certification",
                                 "code":"renewal"}}]})");
    out["for"]["identifier"]["value"] = person;
    out["owner"]["identifier"]["value"] = insurer;
    out["authoredOn"] = time::day_in_japan(kit.now() - day).text();
    return out;
}

void start_insurer(RecordsKit& kit) {
    test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
        insurer.state = sharing::InsurerState::live;
        insurer.live_from = sharing::test::day("2026-04-01");
        return diag::Result<sharing::Insurer>(insurer);
    }));
}

TEST(Application, is_entered_by_the_municipality_to_which_it_was_made) {
    RecordsKit kit;
    start_insurer(kit);
    const Response response = kit.post("Task", application(kit), "town");
    ASSERT_EQ(response.status, 201) << response.body;
    const Json entered = Json::parse(response.body);
    EXPECT_EQ(header_of(response, "Location"),
              "https://gateway.example.jp/fhir/Task/" + entered["id"].get<std::string>());
    EXPECT_EQ(entered["status"], "requested");
    EXPECT_EQ(entered["businessStatus"]["coding"][0]["code"], "survey");
    EXPECT_EQ(entered["restriction"]["period"]["end"], time::day_in_japan(kit.now() + 29 * day).text());
    const audit::Event event = kit.last_event();
    EXPECT_EQ(event.interaction, "certification-start");
    EXPECT_EQ(event.peer, "town");
    EXPECT_EQ(event.request, "request-1");
    EXPECT_EQ(event.person, seal::to_hex(kit.subject().person));
    const std::vector<Json> found = kit.found("Task", "town");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front(), entered);
}

TEST(Application, is_the_same_as_that_of_the_command) {
    RecordsKit kit;
    start_insurer(kit);
    (void)kit.entered("Task", application(kit), "town");
    test::must(ledger::enter(
        kit.store(), ledger::certification_start, kit.subject(RecordsKit::taro),
        {.kind = sharing::ApplicationKind::renewal, .days = {time::day_in_japan(kit.now() - day)}}));
    Json by_peer = kit.found("Task", "town").front();
    Json by_command = kit.found("Task", "town", RecordsKit::taro).front();
    for (Json* const each : {&by_peer, &by_command}) {
        each->erase("id");
        each->erase("meta");
        each->erase("for");
    }
    EXPECT_EQ(by_peer, by_command);
}

TEST(Application, that_comes_again_changes_nothing_and_a_second_one_is_refused) {
    RecordsKit kit;
    const Json entered = kit.entered("Task", application(kit), "town");
    const Response again = kit.post("Task", application(kit), "town");
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(Json::parse(again.body)["id"], entered["id"]);
    Json sent_back = entered; // as it was given, with what follows from it
    sent_back.erase("id");
    EXPECT_EQ(kit.post("Task", sent_back, "town").status, 200);
    Json second = application(kit);
    second["input"][0]["valueCoding"]["code"] = "change";
    const Response refused = kit.post("Task", second, "town");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(code_of(refused), "certification-doubled");
}

TEST(Application, is_entered_by_no_one_else) {
    RecordsKit kit;
    for (const std::string peer : {"manager", "home", "stranger", "city", "network", "hospital"}) {
        const Response response = kit.post("Task", application(kit), peer);
        EXPECT_EQ(response.status, 403) << peer << response.body;
        EXPECT_EQ(code_of(response), "record-of-other") << peer;
    }
    Json of_office = application(kit);
    of_office["owner"]["identifier"] = {{"system", "https://renkei.example.jp/fhir/IdSystem/kaigo-office-no"},
                                        {"value", "9970100013"}};
    EXPECT_EQ(code_of(kit.post("Task", of_office, "manager")), "record-of-other");
    const Response city = kit.post("Task", application(kit, RecordsKit::hanako, "990028"), "city");
    EXPECT_EQ(city.status, 409) << "which does not insure the person";
    EXPECT_EQ(code_of(city), "record-not-possible");
    EXPECT_EQ(kit.last_event().reason, "insurer-other");
    RecordsKit closed(RecordsKit::Offered::to_municipalities);
    EXPECT_EQ(code_of(closed.post("Task", application(closed), "manager")), "office-entry-off");
    EXPECT_EQ(closed.post("Task", application(closed), "town").status, 201);
}

TEST(Application, of_a_person_who_died_or_moved_is_not_entered) {
    RecordsKit kit;
    test::must(ledger::change_state(kit.store(), kit.subject(), {.died = kit.now()}));
    const Response dead = kit.post("Task", application(kit), "town");
    EXPECT_EQ(dead.status, 409);
    EXPECT_EQ(kit.last_event().reason, "person-died");
    test::must(ledger::change_state(kit.store(), kit.subject(RecordsKit::taro),
                                    {.insurer = "990028", .moved_in = std::optional(kit.now())}));
    EXPECT_EQ(kit.post("Task", application(kit, RecordsKit::taro), "town").status, 409);
    EXPECT_EQ(kit.last_event().reason, "insurer-other");
    EXPECT_TRUE(kit.found("Task", "town").empty());
}

TEST(Application, says_nothing_that_a_new_one_does_not_hold) {
    RecordsKit kit;
    const auto refused = [&](const std::string& pointer, const Json& value, const std::string& place) {
        Json wrong = application(kit);
        wrong[Json::json_pointer(pointer)] = value;
        const Response response = kit.post("Task", wrong, "town");
        EXPECT_EQ(response.status, 422) << pointer << response.body;
        EXPECT_NE(response.body.find(place), std::string::npos) << pointer << response.body;
    };
    refused("/status", "completed", "requested");
    refused("/intent", "plan", "order");
    refused("/code/coding/0/code", "opinion_request", "requester");
    refused("/authoredOn", "2026-06", "YYYY-MM-DD");
    refused("/authoredOn", "2099-01-01", "moment-ahead");
    refused("/input/0/valueCoding/code", "other", "moved_in");
    refused("/output", Json::array({Json::object()}), "output");
    refused("/note", Json::array({{{"text", "x"}}}), "note");
    refused("/restriction", {{"period", {{"end", "2099-01-01"}}}}, "end");
    refused("/businessStatus",
            {{"coding",
              {{{"system", "https://renkei.example.jp/fhir/CodeSystem/certification"}, {"code", "board"}}}}},
            "survey");
    for (const char* const member : {"status", "intent", "code", "for", "authoredOn", "owner", "input"}) {
        Json without = application(kit);
        without.erase(member);
        EXPECT_GE(kit.post("Task", without, "town").status, 400) << member;
    }
    EXPECT_TRUE(kit.found("Task", "town").empty());
}

} // namespace
} // namespace renkei::server::task_entry_test
