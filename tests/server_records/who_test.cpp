// Who may enter, see, change and end what: everybody else is answered as if the person were unknown.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"

#include "tests/documents/inputs.h"
#include "tests/server_records/kit.h"

#include <algorithm>

namespace renkei::server::who_test {
namespace {

using sharing::Hidden;

constexpr std::string_view no_record = "01990000-0000-7000-8000-000000000000";

Json finished(Json registration, const std::string& why = "office") {
    registration["status"] = "finished";
    part(registration, "endedWhy")["valueCode"] = why;
    return registration;
}

Json withdrawn(Json consent) {
    consent["status"] = "inactive";
    part(consent, "withdrawnBy")["valueCode"] = "person";
    return consent;
}

void set_state(RecordsKit& kit, const ledger::StateChange& change) {
    test::must(ledger::change_state(kit.store(), kit.subject(), change));
}

TEST(Registration, is_entered_by_the_office_itself_with_its_event) {
    RecordsKit kit;
    const Response response = kit.post("EpisodeOfCare", registration_of(kit), "manager");
    ASSERT_EQ(response.status, 201) << response.body;
    const Json entered = Json::parse(response.body);
    EXPECT_EQ(header_of(response, "Location"),
              "https://gateway.example.jp/fhir/EpisodeOfCare/" + entered["id"].get<std::string>());
    EXPECT_EQ(header_of(response, "ETag"), "W/\"" + entered["meta"]["versionId"].get<std::string>() + "\"");
    const audit::Event event = kit.last_event();
    EXPECT_EQ(event.interaction, "registration-add");
    EXPECT_EQ(event.peer, "manager");
    EXPECT_EQ(event.about, "manager");
    EXPECT_EQ(event.certificate, std::string(64, 'a'));
    EXPECT_EQ(event.request, "request-1");
    EXPECT_EQ(event.person, seal::to_hex(kit.subject().person));
}

TEST(Registration, that_opens_nothing_yet_is_entered_with_a_warning) {
    RecordsKit kit;
    EXPECT_EQ(header_of(kit.post("EpisodeOfCare", registration_of(kit), "manager"), "Warning"), "");
    Json later = registration_of(kit, {"office", "9970100021"}, "11");
    later["status"] = "planned";
    later["period"]["start"] = "2099-01-01";
    const Response response = kit.post("EpisodeOfCare", later, "home");
    EXPECT_EQ(response.status, 201) << response.body;
    EXPECT_EQ(header_of(response, "Warning"), "299 - \"registration-opens-nothing\"");
}

TEST(Registration, is_entered_by_no_other_peer) {
    RecordsKit kit;
    for (const std::string peer : {"home", "stranger", "city", "network"}) {
        const Response response = kit.post("EpisodeOfCare", registration_of(kit), peer);
        EXPECT_EQ(response.status, 403) << peer;
        EXPECT_EQ(code_of(response), "record-of-other") << peer;
    }
    EXPECT_EQ(kit.post("EpisodeOfCare", registration_of(kit, {"insurer", "990010"}), "town").status, 403);
    EXPECT_TRUE(kit.found("EpisodeOfCare", "town").empty());
}

// By default it is the only peer that enters one.
TEST(Registration, is_entered_and_changed_by_the_municipality_that_insures_the_person) {
    RecordsKit kit(RecordsKit::Offered::to_municipalities);
    Json registration = registration_of(kit);
    part(registration, "makesPlan")["valueBoolean"] = true;
    EXPECT_EQ(code_of(kit.post("EpisodeOfCare", registration, "manager")), "office-entry-off");
    const Response entered = kit.post("EpisodeOfCare", registration, "town");
    ASSERT_EQ(entered.status, 201) << entered.body;
    const audit::Event event = kit.last_event();
    EXPECT_EQ(event.interaction, "registration-add");
    EXPECT_EQ(event.peer, "town");
    EXPECT_EQ(event.about, "manager");
    EXPECT_EQ(kit.post("EpisodeOfCare", registration, "town").status, 200) << "the same again";
    EXPECT_EQ(kit.found("EpisodeOfCare", "manager").size(), 1U) << "the office sees it";

    Json longer = Json::parse(entered.body);
    longer["period"]["end"] = "2028-01-31";
    const Response changed = kit.put("EpisodeOfCare", longer, "town");
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(Json::parse(changed.body)["period"]["end"], "2028-01-31");
    Json otherwise = Json::parse(changed.body);
    otherwise["type"][0]["coding"][0]["code"] = "11";
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", otherwise, "town")), "service-type-not-of-role");
}

TEST(Registration, by_a_municipality_is_of_an_office_that_is_a_peer_with_a_fitting_service_type) {
    RecordsKit kit(RecordsKit::Offered::to_municipalities);
    const auto code = [&](const policy::Number& office, const std::string& type) {
        return code_of(kit.post("EpisodeOfCare", registration_of(kit, office, type), "town"));
    };
    EXPECT_EQ(code({"office", "9970109999"}, "43"), "office-unknown");
    EXPECT_EQ(code({"insurer", "990028"}, "43"), "record-of-other") << "a municipality is no office";
    EXPECT_EQ(code({"office", "9970100021"}, "43"), "service-type-not-of-role");
    EXPECT_TRUE(kit.found("EpisodeOfCare", "town").empty());
}

TEST(Registration, by_a_municipality_that_does_not_insure_the_person_is_refused_alike_for_all) {
    RecordsKit kit(RecordsKit::Offered::to_municipalities);
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "town");
    const Response known = kit.post("EpisodeOfCare", registration_of(kit), "city");
    EXPECT_EQ(known.status, 403) << known.body;
    EXPECT_EQ(code_of(known), "record-of-other");
    EXPECT_EQ(kit.post("EpisodeOfCare",
                       registration_of(kit, {"office", "9970100013"}, "43", RecordsKit::taro), "city")
                  .body,
              known.body);
    set_state(kit, {.insurer = "990028", .moved_in = std::optional(kit.now())});
    EXPECT_EQ(code_of(kit.post("EpisodeOfCare", registration_of(kit), "town")), "insurer-other")
        << "it gave the number, and insures no more";
}

// An office's word opens nothing until the operator says so.
TEST(Entry, of_an_office_is_refused_alike_for_all_persons_where_only_municipalities_enter) {
    RecordsKit kit(RecordsKit::Offered::to_municipalities);
    test::must(ledger::enter(kit.store(), ledger::registration_add, kit.subject(),
                             {.office = {"office", "9970100013"},
                              .service_type = "43",
                              .identity = sharing::IdentityCheck{.at = kit.now(), .user = "u"},
                              .from = time::day_in_japan(kit.now())}));
    const Response known = kit.post("EpisodeOfCare", registration_of(kit), "manager");
    EXPECT_EQ(known.status, 403) << known.body;
    EXPECT_EQ(code_of(known), "office-entry-off");
    Json other = registration_of(kit);
    other["patient"]["identifier"]["value"] = RecordsKit::taro;
    EXPECT_EQ(kit.post("EpisodeOfCare", other, "manager").body, known.body);
    EXPECT_EQ(kit.post("EpisodeOfCare", Json::object(), "manager").body, known.body);
    EXPECT_EQ(kit.post("Consent", consent_of(kit), "manager").body, known.body);

    const std::vector<Json> seen = kit.found("EpisodeOfCare", "manager");
    ASSERT_EQ(seen.size(), 1u) << "it reads its own";
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", finished(seen.front()), "manager")), "office-entry-off");
    EXPECT_EQ(kit.put("EpisodeOfCare", finished(kit.found("EpisodeOfCare", "town").front(), "person"), "town")
                  .status,
              200);
    EXPECT_EQ(kit.post("Consent", consent_of(kit, {"insurer", "990010"}), "town").status, 201);
}

TEST(Registration, has_a_service_type_of_the_office_s_role) {
    RecordsKit kit;
    const Response response =
        kit.post("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "43"), "home");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(code_of(response), "service-type-not-of-role");
    Json changed = kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "11"), "home");
    changed["type"][0]["coding"][0]["code"] = "43";
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", changed, "home")), "service-type-not-of-role");
}

TEST(Registration, is_seen_by_the_office_that_entered_it_and_the_insurer) {
    RecordsKit kit;
    const Json entered = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    (void)kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "11"), "home");
    EXPECT_EQ(kit.found("EpisodeOfCare", "town").size(), 2U);
    const std::vector<Json> own = kit.found("EpisodeOfCare", "manager");
    ASSERT_EQ(own.size(), 1U);
    EXPECT_EQ(own[0], entered);
    const std::string path = "/fhir/EpisodeOfCare/" + entered["id"].get<std::string>();
    for (const std::string peer : {"manager", "town"}) {
        const Response read = kit.get(path, peer);
        EXPECT_EQ(read.status, 200) << peer;
        EXPECT_EQ(Json::parse(read.body)["patient"]["identifier"]["value"], RecordsKit::hanako);
    }
    EXPECT_EQ(kit.get(path, "town", {{"If-None-Match", header_of(kit.get(path, "town"), "ETag")}}).status,
              304);
}

// The response of a stranger about a person with records, and about one who is unknown.
TEST(Everybody_else, is_answered_as_if_the_person_were_unknown) {
    RecordsKit kit;
    const Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    const Json consent = kit.entered("Consent", consent_of(kit), "town");
    for (const std::string peer : {"home", "stranger", "city", "network", "hospital"}) {
        for (const std::string type : {"EpisodeOfCare", "Consent"}) {
            EXPECT_EQ(kit.search(type, peer, RecordsKit::hanako).body,
                      kit.search(type, peer, RecordsKit::taro).body)
                << peer << type;
            const Json& record = type == "Consent" ? consent : registration;
            const std::string id = record["id"];
            const Response known = kit.get("/fhir/" + type + "/" + id, peer);
            const Response unknown = kit.get("/fhir/" + type + "/" + std::string(no_record), peer);
            EXPECT_EQ(known.status, 404) << peer << type;
            EXPECT_EQ(documents::replaced(known.body, id, std::string(no_record)), unknown.body);
            Json other = record;
            other["id"] = no_record;
            const Json change = type == "Consent" ? withdrawn(record) : finished(record);
            const Json of_none = type == "Consent" ? withdrawn(other) : finished(other);
            const Response put = kit.put(type, change, peer);
            EXPECT_EQ(put.status, 404) << peer << type << put.body;
            EXPECT_EQ(documents::replaced(put.body, id, std::string(no_record)),
                      kit.put(type, of_none, peer).body);
        }
        EXPECT_EQ(kit.post("Consent", consent_of(kit, {"office", "9970199999"}), "stranger").body,
                  kit.post("Consent", consent_of(kit, {"office", "9970199999"}, RecordsKit::taro), "stranger")
                      .body);
    }
    EXPECT_EQ(kit.found("EpisodeOfCare", "town")[0]["status"], "active");
    EXPECT_EQ(kit.found("Consent", "town")[0]["status"], "active");
}

TEST(Consent, is_recorded_by_the_insurer_and_by_an_office_of_a_type_that_may_take_it) {
    RecordsKit kit;
    const Json by_office = consent_of(kit, {"office", "9970100013"});
    const Response early = kit.post("Consent", by_office, "manager");
    EXPECT_EQ(early.status, 403);
    EXPECT_EQ(code_of(early), "consent-taker-not-allowed");
    EXPECT_NE(text_of(early).find("43"), std::string::npos);
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    (void)kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "11"), "home");
    EXPECT_EQ(kit.entered("Consent", by_office, "manager")["organization"][0]["identifier"]["value"],
              "9970100013");
    EXPECT_EQ(kit.last_event().interaction, "consent-give");
    EXPECT_EQ(kit.last_event().peer, "manager");
    EXPECT_EQ(code_of(kit.post("Consent", consent_of(kit, {"office", "9970100021"}), "home")),
              "consent-taker-not-allowed")
        << "of a home visit";
    EXPECT_EQ(code_of(kit.post("Consent", consent_of(kit), "manager")), "record-of-other") << "as the town";
    (void)kit.entered("Consent", consent_of(kit), "town");
    EXPECT_EQ(code_of(kit.post("Consent", consent_of(kit, {"insurer", "990028"}), "city")),
              "consent-taker-not-allowed")
        << "which does not insure the person";
}

TEST(Consent, of_an_office_whose_registration_ended_is_refused_and_not_seen) {
    RecordsKit kit;
    const Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    (void)kit.entered("Consent", consent_of(kit), "town");
    EXPECT_EQ(kit.found("Consent", "manager").size(), 1U);
    const Response ended = kit.put("EpisodeOfCare", finished(registration), "manager");
    ASSERT_EQ(ended.status, 200) << ended.body;
    EXPECT_EQ(kit.last_event().interaction, "registration-end");
    EXPECT_EQ(kit.last_event().peer, "manager");
    EXPECT_TRUE(kit.found("Consent", "manager").empty());
    EXPECT_EQ(kit.post("Consent", consent_of(kit, {"office", "9970100013"}), "manager").status, 403);
}

TEST(Consent, for_other_receivers_is_not_shown_to_an_office_that_serves) {
    RecordsKit kit;
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    Json consent = consent_of(kit);
    consent["provision"]["actor"] = Json::parse(
        R"([{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},
             "reference":{"identifier":{"system":"https://renkei.example.jp/fhir/IdSystem/kaigo-office-no","value":"9970100021"}}}])");
    (void)kit.entered("Consent", consent, "town");
    EXPECT_TRUE(kit.found("Consent", "manager").empty());
    (void)kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "11"), "home");
    EXPECT_EQ(kit.found("Consent", "home").size(), 1U);
    EXPECT_EQ(kit.found("Consent", "town").size(), 1U);
}

TEST(Consent, is_withdrawn_by_who_may_record_it_with_ground_and_reason) {
    RecordsKit kit;
    Json consent = kit.entered("Consent", consent_of(kit), "town");
    (void)kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "11"), "home");
    EXPECT_EQ(code_of(kit.put("Consent", withdrawn(consent), "home")), "consent-taker-not-allowed");
    Json update = withdrawn(consent);
    part(update, "withdrawnBy")["valueCode"] = "family";
    part(update, "withdrawnWhy")["valueString"] = "もうよい";
    const Response done = kit.put("Consent", update, "town");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(kit.last_event().interaction, "consent-withdraw");
    EXPECT_EQ(kit.last_event().peer, "town");
    Json now = Json::parse(done.body);
    EXPECT_EQ(now["status"], "inactive");
    EXPECT_EQ(part(now, "withdrawnBy")["valueCode"], "family");
    EXPECT_EQ(part(now, "withdrawnWhy")["valueString"], "もうよい");
    EXPECT_EQ(kit.put("Consent", now, "town").status, 200) << "the same again";
    now["status"] = "active";
    EXPECT_EQ(code_of(kit.put("Consent", now, "town")), "record-member-fixed") << "it does not revive";
}

TEST(Person, who_died_or_moved_has_nothing_entered_and_an_office_does_not_learn_why) {
    RecordsKit kit;
    const Json registration = registration_of(kit);
    set_state(kit, {.died = kit.now()});
    const Response dead = kit.post("EpisodeOfCare", registration, "manager");
    EXPECT_EQ(dead.status, 409);
    EXPECT_EQ(code_of(dead), "record-not-possible");
    EXPECT_EQ(kit.last_event().reason, "person-died");
    set_state(
        kit,
        {.died = std::optional<base::Millis>(), .insurer = "990028", .moved_in = std::optional(kit.now())});
    EXPECT_EQ(kit.post("EpisodeOfCare", registration, "manager").body, dead.body);
    EXPECT_EQ(kit.last_event().reason, "insurer-other");
    EXPECT_EQ(code_of(kit.post("Consent", consent_of(kit), "town")), "insurer-other")
        << "the town insures no more";
    EXPECT_TRUE(kit.found("EpisodeOfCare", "town").empty());
}

// What an office does not find any more of its own would say that the person is hidden.
TEST(Person, who_is_hidden_leaves_offices_what_they_entered_and_lets_them_end_it) {
    RecordsKit kit;
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    const Json over =
        kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "11"), "home");
    set_state(kit, {.hidden = Hidden::history});
    ASSERT_EQ(kit.put("EpisodeOfCare", finished(over), "home").status, 200);
    EXPECT_EQ(kit.found("EpisodeOfCare", "town").size(), 2U);
    EXPECT_EQ(kit.found("EpisodeOfCare", "manager").size(), 1U) << "and no other office's";
    ASSERT_EQ(kit.found("EpisodeOfCare", "home").size(), 1U) << "its own, though it is over";
    EXPECT_EQ(kit.get("/fhir/EpisodeOfCare/" + over["id"].get<std::string>(), "home").status, 200);
    EXPECT_TRUE(kit.found("EpisodeOfCare", "stranger").empty());
}

TEST(Registration, is_changed_and_ended_by_the_insurer_which_alone_says_who_makes_the_plan) {
    RecordsKit kit;
    Json registration = registration_of(kit);
    part(registration, "makesPlan")["valueBoolean"] = true;
    EXPECT_EQ(code_of(kit.post("EpisodeOfCare", registration, "manager")), "sharing-record-wrong")
        << "the insurer says who makes the plan";
    registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    Json plan = registration;
    part(plan, "makesPlan")["valueBoolean"] = true;
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", plan, "manager")), "record-member-fixed");
    const Response by_town = kit.put("EpisodeOfCare", plan, "town");
    ASSERT_EQ(by_town.status, 200) << by_town.body;
    Json longer = Json::parse(by_town.body);
    longer["period"]["end"] = "2028-01-31";
    Json another = longer;
    another["managingOrganization"]["identifier"]["value"] = "9970100021";
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", another, "town")), "record-member-fixed");
    const Response by_office = kit.put("EpisodeOfCare", longer, "manager");
    ASSERT_EQ(by_office.status, 200) << by_office.body;
    EXPECT_EQ(kit.last_event().interaction, "registration-change");
    const Response ended = kit.put("EpisodeOfCare", finished(Json::parse(by_office.body), "person"), "town");
    ASSERT_EQ(ended.status, 200) << ended.body;
    EXPECT_EQ(kit.last_event().peer, "town");
    EXPECT_EQ(Json::parse(ended.body)["status"], "finished");
}

TEST(Linked_numbers, of_two_insurers_are_of_neither_until_a_move_says_which) {
    constexpr std::string_view in_city = "990028:0000001016";
    RecordsKit kit;
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    (void)kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "11", in_city), "home");
    test::must(kit.store().write([&](store::Transaction& it) -> diag::Result<void> {
        TRY(const bool is_new, it.link(kit.subject().person, kit.subject(in_city).person));
        EXPECT_TRUE(is_new);
        return {};
    }));
    EXPECT_TRUE(kit.found("EpisodeOfCare", "town").empty());
    EXPECT_TRUE(kit.found("EpisodeOfCare", "city", in_city).empty());
    EXPECT_EQ(code_of(kit.post("Consent", consent_of(kit), "town")), "insurer-unclear");
    EXPECT_EQ(code_of(kit.post("Consent", consent_of(kit, {"insurer", "990028"}, in_city), "city")),
              "insurer-unclear");
    EXPECT_TRUE(kit.found("Consent", "manager").empty()) << "its registration holds no more";
    test::must(ledger::change_state(kit.store(), kit.subject(in_city),
                                    {.insurer = "990028", .moved_in = std::optional(kit.now())}));
    EXPECT_EQ(kit.found("EpisodeOfCare", "city", in_city).size(), 2U);
    EXPECT_TRUE(kit.found("EpisodeOfCare", "town").empty());
}

TEST(Linked_numbers, are_one_person_s_for_who_asks_by_either) {
    RecordsKit kit;
    const Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    test::must(ledger::change_link(kit.store(), *documents::parse_person("insurer:990010|0000001016"),
                                   *documents::parse_person("insurer:990010|0000002002"), mhd::Linked::yes,
                                   {}));
    EXPECT_EQ(kit.found("EpisodeOfCare", "manager", RecordsKit::taro).size(), 1U);
    Json by_other = registration;
    by_other["patient"]["identifier"]["value"] = RecordsKit::taro;
    EXPECT_EQ(kit.put("EpisodeOfCare", by_other, "manager").status, 200);
    by_other["patient"]["identifier"]["value"] = "990010:0000003003";
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", by_other, "manager")), "record-member-fixed");
}

} // namespace
} // namespace renkei::server::who_test
