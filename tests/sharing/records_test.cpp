// Records there and back, and what is refused.
#include "gateway/network/sharing/certification.h"
#include "gateway/network/sharing/facts.h"

#include "tests/sharing/states.h"
#include <gtest/gtest.h>

namespace renkei::sharing::records_test {
namespace {

using test::at;
using test::day;

Consent full_consent() {
    return {.id = "c1",
            .insurer = "990011",
            .taker = {"insurer", "990011"},
            .channel = ConsentChannel::renewal,
            .permits = true,
            .kinds = {"cert.card", "plan.home1"},
            .receivers = {{"office", "9970100013"}},
            .purposes = {Purpose::care, Purpose::needed},
            .from = day("2026-05-01"),
            .until = day("2027-04-30"),
            .given_at = at("2026-05-01T09:00:00.123+09:00"),
            .given_by = Agent::legal_representative,
            .evidence = "同意書 第1号",
            .withdrawn =
                Withdrawal{.at = at("2026-06-01T10:00:00+09:00"), .by = Agent::person, .why = "申出"}};
}

Registration full_registration() {
    return {.id = "r1",
            .insurer = "990011",
            .office = {"office", "9970100013"},
            .service_type = "43",
            .identity =
                IdentityCheck{.method = IdentityMethod::four_items, .at = at("2026-05-01"), .user = "u1"},
            .from = day("2026-05-01"),
            .until = day("2027-04-30"),
            .ended = RegistrationEnded{.at = at("2026-07-01"), .why = RegistrationEnd::claims},
            .last_service_month = time::Date{.year = 2026, .month = 6},
            .view_until = day("2026-09-30"),
            .makes_plan = true};
}

OpinionRequest full_opinion() {
    return {.id = "o1",
            .insurer = "990011",
            .institution = {"institution", "1319999981"},
            .reference = "第12号",
            .sent = day("2027-06-01"),
            .due = day("2027-06-15"),
            .received =
                OpinionReceived{.day = day("2027-06-10"), .way = OpinionWay::fhir, .doctor_agrees = true},
            .decided = day("2027-06-20"),
            .delivered = day("2027-06-22"),
            .closed = day("2027-06-25")};
}

Certification full_certification() {
    return {.id = "a1",
            .insurer = "990011",
            .kind = ApplicationKind::renewal,
            .days = {day("2027-06-01"), day("2027-06-05"), day("2027-06-10"), day("2027-06-20"),
                     day("2027-07-10"), day("2027-07-12")},
            .delay = DelayNotice{.day = day("2027-06-25"), .until = day("2027-07-15"), .reason = "調査"},
            .withdrawn = day("2027-05-31"),
            .rejected = day("2027-06-30")};
}

StatedRelation full_relation() {
    return {.id = "s1",
            .insurer = "990011",
            .organisation = {"institution", "1319999981"},
            .kind = RelationKind::board_case,
            .from = day("2027-06-01"),
            .until = day("2027-06-15")};
}

template <class Record>
void comes_back(const Record& record, diag::Result<Record> (*read)(std::string_view)) {
    const diag::Result<Record> back = read(to_json(record));
    ASSERT_TRUE(back) << to_json(record);
    EXPECT_EQ(*back, record) << to_json(record);
}

TEST(Records, come_back_as_they_were) {
    comes_back(full_consent(), read_consent);
    comes_back({.id = "c", .insurer = "990011", .taker = {"insurer", "990011"}, .permits = false},
               read_consent);
    comes_back(full_registration(), read_registration);
    comes_back(
        {.id = "r", .insurer = "990011", .office = {"office", "9970100013"}, .from = day("2026-05-01")},
        read_registration);
    comes_back(full_opinion(), read_opinion_request);
    comes_back({.id = "o", .insurer = "990011", .institution = own_number(), .sent = day("2027-06-01")},
               read_opinion_request);
    comes_back(full_certification(), read_certification);
    comes_back({.id = "a", .insurer = "990011", .days = {day("2027-06-01")}}, read_certification);
    comes_back(full_relation(), read_stated_relation);
    comes_back({.id = "s", .insurer = "990011", .organisation = own_number(), .from = day("2027-06-01")},
               read_stated_relation);
    comes_back({.insurer = "990011",
                .moved_in = at("2026-05-01"),
                .died = at("2026-06-01T01:02:03.004Z"),
                .hidden = Hidden::self,
                .care_level = CareLevel::program},
               read_person_state);
    Insurer insurer{.number = "990011",
                    .state = InsurerState::live,
                    .live_from = day("2026-04-01"),
                    .functions = {{.function = "life", .from = day("2027-04-01")}}};
    comes_back(insurer, read_insurer);
    insurer.settings = {.strict = true,
                        .deemed_care_office = true,
                        .plans_before_start = true,
                        .closed_kinds = {"plan.home1"},
                        .doctor_consent = true,
                        .result_delivered = true,
                        .proxies = {},
                        .grace_months = 0,
                        .emergency = true,
                        .disaster = true};
    comes_back(insurer, read_insurer);
}

struct WrongRecord {
    std::string_view from; // of the full record's JSON
    std::string_view to;
    std::string_view place;
};

template <class Record>
void is_refused(const Record& record, diag::Result<Record> (*read)(std::string_view),
                std::initializer_list<WrongRecord> wrongs) {
    for (const WrongRecord& wrong : wrongs) {
        std::string json = to_json(record);
        const std::size_t at = json.find(wrong.from);
        ASSERT_NE(at, std::string::npos) << wrong.from;
        json.replace(at, wrong.from.size(), wrong.to);
        const diag::Result<Record> back = read(json);
        ASSERT_FALSE(back) << json;
        EXPECT_EQ(back.error().args.at(1), wrong.place) << json;
    }
}

TEST(Records, with_a_wrong_word_are_refused_with_its_place) {
    is_refused(full_consent(), read_consent,
               {{R"("channel":"renewal")", R"("channel":"fax")", "channel"},
                {R"("channel":"renewal",)", "", "channel"},
                {R"("permits":true)", R"("permits":"yes")", "permits"},
                {R"("purposes":["care","needed"])", R"("purposes":["care","fun"])", "purposes/1"},
                {R"("receivers":["office:9970100013"])", R"("receivers":["office:1"])", "receivers/0"},
                {R"("insurer":"990011")", R"("insurer":"99001")", "insurer"},
                {R"("from":"2026-05-01")", R"("from":"2026-05")", "from"},
                {R"("until":"2027-04-30")", R"("until":"2027-04-31")", "until"},
                {R"("given_by":"legal_representative")", R"("given_by":"friend")", "given_by"},
                {R"("by":"person")", R"("by":"friend")", "withdrawn/by"},
                {R"("at":"2026-06-01)", R"("at":"26-06-01)", "withdrawn/at"},
                {R"("kinds":["cert.card","plan.home1"])", R"("kinds":"cert.card")", "kinds"},
                {R"("evidence")", R"("evidences")", "evidences"}});
    is_refused(
        full_registration(), read_registration,
        {{R"("office":"office:9970100013",)", "", "office"},
         {R"("method":"four_items")", R"("method":"voice")", "identity/method"},
         {R"("why":"claims")", R"("why":"bored")", "ended/why"},
         {R"("last_service_month":"2026-06")", R"("last_service_month":"2026-06-01")", "last_service_month"},
         {R"("makes_plan":true)", R"("makes_plan":1)", "makes_plan"}});
    is_refused(Insurer{.number = "990011"}, read_insurer,
               {{R"("grace_months":3)", R"("grace_months":-1)", "settings/grace_months"},
                {R"("state":"unknown")", R"("state":"open")", "state"},
                {R"("functions":{})", R"("functions":{"life":"soon"})", "functions/life"},
                {R"("proxies":["legal_representative"])", R"("proxies":["person"])", "settings/proxies/0"},
                {R"("strict":false)", R"("stricter":false)", "settings/stricter"}});
    is_refused(
        full_opinion(), read_opinion_request,
        {{R"("way":"fhir")", R"("way":"fax")", "received/way"},
         {R"("way":"fhir",)", "", "way"},
         {R"("sent":"2027-06-01",)", "", "sent"},
         {R"("due":"2027-06-15")", R"("due":"2027-06")", "due"},
         {R"("institution":"institution:1319999981")", R"("institution":"1319999981")", "institution"}});
    is_refused(full_certification(), read_certification,
               {{R"("kind":"renewal")", R"("kind":"again")", "kind"},
                {R"("application":"2027-06-01",)", "", "application"},
                {R"("survey":"2027-06-05")", R"("survey":"2027-06")", "days/survey"},
                {R"("survey")", R"("surveys")", "days/surveys"},
                {R"("until":"2027-07-15",)", "", "until"},
                {R"(,"reason":"調査")", "", "reason"},
                {R"("withdrawn":"2027-05-31")", R"("withdrawn":"yes")", "withdrawn"}});
    is_refused(full_relation(), read_stated_relation,
               {{R"("kind":"case")", R"("kind":"friend")", "kind"},
                {R"("kind":"case",)", "", "kind"},
                {R"("organisation":"institution:1319999981",)", "", "organisation"}});
}

TEST(Records, are_quoted_in_whole_characters) {
    std::string json = to_json(full_consent());
    json.replace(json.find("renewal"), std::string_view("renewal").size(),
                 "ab連携連携連携連携連携連携連携連携");
    const diag::Result<Consent> read = read_consent(json);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().args.at(2).find("\"ab連携連携連携連携連携連携\" →"), 0U)
        << read.error().args.at(2);
}

TEST(Consents, contradict_themselves_if_they_end_before_they_begin_or_were_given) {
    Consent consent = test::a_consent();
    EXPECT_FALSE(contradicts_itself(consent));
    consent.from = day("2026-05-02");
    consent.until = day("2026-05-01");
    EXPECT_TRUE(contradicts_itself(consent));
    consent = test::a_consent();
    consent.withdrawn = Withdrawal{.at = consent.given_at - 1};
    EXPECT_TRUE(contradicts_itself(consent));
}

// ---------------------------------------------------------------- which consent decides (O25)
std::string_view state_of(const std::vector<Consent>& consents) {
    const State state = plain_state();
    return word_of(consent_state(consents, {.at = at("2027-06-15"),
                                            .insurer = state.insurer,
                                            .kind = "cert.card",
                                            .receiver = std::span(&own_number(), 1),
                                            .purpose = Purpose::care}));
}

TEST(Consents, the_newest_decides_and_an_older_one_does_not_revive) {
    Consent older = test::a_consent("2027-01-01");
    Consent newer = test::a_consent("2027-02-01");
    newer.kinds = {"cert.survey"};
    EXPECT_EQ(state_of({older, newer}), "consent_other");
    EXPECT_EQ(state_of({newer, older}), "consent_other") << "whatever the order";
    newer = test::a_consent("2027-02-01");
    newer.until = day("2027-03-01");
    EXPECT_EQ(state_of({older, newer}), "consent_expired");
    newer = test::a_consent("2027-07-01");
    newer.permits = false;
    EXPECT_EQ(state_of({older, newer}), "allowed") << "it is not given yet";
}

TEST(Consents, a_withdrawal_ends_all_that_were_given_before_it) {
    Consent older = test::a_consent("2027-01-01");
    older.withdrawn = Withdrawal{.at = at("2027-03-01")};
    Consent newer = test::a_consent("2027-02-01");
    EXPECT_EQ(state_of({older, newer}), "consent_withdrawn");
    older.withdrawn = Withdrawal{.at = at("2027-03-01T10:00:00+09:00")};
    newer.given_at = older.withdrawn->at;
    EXPECT_EQ(state_of({older, newer}), "consent_withdrawn") << "at the same instant the withdrawal wins";
    newer.given_at += 1;
    EXPECT_EQ(state_of({older, newer}), "allowed");
    older.insurer = "990029";
    newer.given_at -= 1;
    EXPECT_EQ(state_of({older, newer}), "consent_withdrawn") << "whichever record it is written on";
}

// O8: where only the day is known, it is its beginning.
TEST(Consents, a_refusal_or_withdrawal_known_by_its_day_beats_what_was_given_that_day) {
    Consent permitted = test::a_consent("2027-03-01T10:00:00+09:00");
    Consent refused = test::a_consent("2027-03-01");
    refused.permits = false;
    EXPECT_EQ(state_of({permitted, refused}), "consent_refused");
    EXPECT_EQ(state_of({refused, permitted}), "consent_refused");
    refused.given_at += 1;
    EXPECT_EQ(state_of({permitted, refused}), "allowed") << "it was said at a time, and before";
    refused.given_at -= 1;
    permitted.given_at = at("2027-03-02");
    EXPECT_EQ(state_of({permitted, refused}), "allowed") << "the next day";
    Consent older = test::a_consent("2027-01-01");
    older.withdrawn = Withdrawal{.at = at("2027-03-01")};
    permitted.given_at = at("2027-03-01T10:00:00+09:00");
    EXPECT_EQ(state_of({older, permitted}), "consent_withdrawn");
}

TEST(Consents, at_the_same_instant_a_refusal_wins) {
    const Consent permitted = test::a_consent();
    Consent refused = test::a_consent();
    refused.permits = false;
    EXPECT_EQ(state_of({permitted, refused}), "consent_refused");
    EXPECT_EQ(state_of({refused, permitted}), "consent_refused");
}

// O22
TEST(Consents, of_others_count_by_the_insurers_list_and_their_refusals_always) {
    Consent consent = test::a_consent();
    const std::pair<Agent, std::string_view> grounds[] = {{Agent::person, "allowed"},
                                                          {Agent::writes_for, "allowed"},
                                                          {Agent::legal_representative, "allowed"},
                                                          {Agent::family, "consent_missing"},
                                                          {Agent::carer, "consent_missing"},
                                                          {Agent::heir, "consent_missing"}};
    for (const auto& [ground, reason] : grounds) {
        consent.given_by = ground;
        EXPECT_EQ(state_of({consent}), reason);
        Consent refusal = consent;
        refusal.permits = false;
        EXPECT_EQ(state_of({test::a_consent("2026-01-01"), refusal}), "consent_refused");
    }
}

TEST(Registrations, are_not_held_by_a_claim_of_a_month_to_come) {
    Registration registration = test::a_registration("2026-05-01");
    const Insurer insurer = plain_state().insurer;
    registration.last_service_month = time::Date{.year = 2027, .month = 6};
    EXPECT_EQ(registration_state(registration, insurer, at("2027-06-15")), Reason::allowed);
    registration.last_service_month = time::Date{.year = 2027, .month = 7};
    EXPECT_EQ(registration_state(registration, insurer, at("2027-06-15")), Reason::registration_lapsed);
    registration.from = day("2027-06-01");
    EXPECT_EQ(registration_state(registration, insurer, at("2027-06-15")), Reason::allowed)
        << "its first months need no claim";
}

TEST(Registrations, say_whose_plan_the_office_makes_until_they_end) {
    Registration registration = full_registration();
    registration.insurer = "990029";
    EXPECT_TRUE(makes_plan(registration, at("2026-06-30"))) << "a move does not end it";
    EXPECT_FALSE(makes_plan(registration, at("2026-07-01"))) << "it ended";
    EXPECT_FALSE(makes_plan(registration, at("2026-04-30"))) << "it has not begun";
    registration.ended.reset();
    EXPECT_TRUE(makes_plan(registration, at("2027-04-30")));
    EXPECT_FALSE(makes_plan(registration, at("2027-05-01")));
    registration.makes_plan = false;
    EXPECT_FALSE(makes_plan(registration, at("2026-06-30")));
}

// ---------------------------------------------------------------- states of one decision
TEST(States, have_defaults_for_all_but_day_kind_and_reader) {
    const State state = renkei::test::must(
        read_state(test::ours(),
                   R"({"at":"2026-06-01T00:00:00+09:00","kind":"cert.card","caller":{"actor":"person"}})"));
    EXPECT_EQ(test::reason_of(state), "allowed");
    EXPECT_EQ(state.insurer.settings, InsurerSettings());
}

TEST(States, say_everything_that_a_decision_asks) {
    const State state = renkei::test::must(read_state(test::ours(), R"({
        "at": "2027-06-15", "kind": "cert.opinion", "made_by_caller": false, "plan_state": "for_delivery",
        "doctor_agrees": false, "result_delivered": false,
        "caller": {"actor": "care_manager", "insurer": "990011", "service_type": "43", "job": "care_manager",
            "proxy_ground": "family", "makes_plan": true, "gives_care_service": true, "deemed_care_office": true,
            "opinion_request": {"sent": "2027-06-01", "decided": "2027-06-15", "closed": "2027-06-16"},
            "case": {"from": "2027-06-01", "until": "2027-06-02"}, "addressee": true,
            "registration": {"from": "2027-06-01", "identity_checked": true, "until": "2027-06-15",
                "ended": "2027-06-20", "last_service_month": "2027-05", "view_until": "2027-06-15",
                "insurer": "990011"}},
        "purpose": "care", "emergency_reason": true,
        "person": {"insurer": "990011", "moved_in": "2027-01-01", "died": "2027-07-01", "hidden": "history",
            "level": "support"},
        "consents": [{"given": "2027-06-01", "permits": true, "kinds": ["cert.opinion"], "receivers": ["self"],
            "purposes": ["care"], "from": "2027-06-01", "until": "2027-06-15", "withdrawn": "2027-06-20",
            "by": "person", "insurer": "990011"}],
        "insurer": {"state": "live", "live_from": "2026-04-01", "functions": {"life": "2027-04-01",
            "plans": "2027-04-01", "progress": "2027-04-01"}},
        "settings": {"strict": true, "deemed_care_office": true, "plans_before_start": true,
            "closed_kinds": ["plan.home1"], "doctor_consent": false, "result_delivered": false,
            "proxies": ["family"], "grace_months": 1, "emergency": true, "disaster": true}})"));
    EXPECT_EQ(test::reason_of(state), "allowed");
    EXPECT_TRUE(test::decided(state).masked.places);
    EXPECT_EQ(state.registrations.front(),
              (Registration{.insurer = "990011",
                            .office = own_number(),
                            .identity = IdentityCheck{.at = at("2027-06-01")},
                            .from = day("2027-06-01"),
                            .until = day("2027-06-15"),
                            .ended = RegistrationEnded{.at = at("2027-06-20")},
                            .last_service_month = time::Date{.year = 2027, .month = 5},
                            .view_until = day("2027-06-15")}));
    EXPECT_TRUE(state.is_deemed_care_office && state.gives_care_service && state.names_reader);
    EXPECT_EQ(state.person.died, at("2027-07-01"));
    EXPECT_EQ(state.insurer.functions.size(), 3U);
    EXPECT_EQ(state.insurer.settings.proxies, std::vector<Agent>{Agent::family});
}

TEST(States, with_an_unknown_member_or_word_are_refused_with_its_place) {
    const std::pair<std::string_view, std::string_view> wrongs[] = {
        {R"("caller":{"actor":"friend"})", "caller/actor"},
        {R"("caller":{"actor":"person","age":1})", "caller/age"},
        {R"("caller":{"actor":"proxy","proxy_ground":"person"})", "caller/proxy_ground"},
        {R"("caller":{})", "actor"},
        {R"("callers":{})", "caller"},
        {R"("caller":{"actor":"person"},"consents":[{"given":"2026-05-01","kinds":["cert.x"]}])",
         "consents/0/kinds/0"},
        {R"("caller":{"actor":"person"},"consents":[{"given":"2026-05-01","receivers":["us"]}])",
         "consents/0/receivers/0"},
        {R"("caller":{"actor":"person"},"settings":{"closed_kinds":["x"]})", "settings/closed_kinds/0"},
        {R"("caller":{"actor":"person"},"settings":{"proxies":["person"]})", "settings/proxies/0"},
        {R"("caller":{"actor":"person"},"insurer":{"functions":{"fax":"2026-05-01"}})", "functions"},
        {R"("caller":{"actor":"care_office","service_type":"99"})", "caller/service_type"},
        {R"("caller":{"actor":"person"},"purpose":"joy")", "purpose"},
    };
    for (const auto& [members, place] : wrongs) {
        const auto state = read_state(test::ours(), std::string(R"({"at":"2026-06-01","kind":"cert.card",)") +
                                                        std::string(members) + "}");
        ASSERT_FALSE(state) << members;
        EXPECT_EQ(state.error().args.at(1), place) << members;
    }
}

} // namespace
} // namespace renkei::sharing::records_test
