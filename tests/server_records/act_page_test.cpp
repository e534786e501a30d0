// The pages on which records are entered and changed: what a browser does with them, from the buttons of the
// page of a person's records to what is kept.
#include "gateway/network/server/records/record_acts.h"

#include "tests/server_records/act_pages.h"

namespace renkei::server::act_page_test {
namespace {

TEST_F(ActPages, lead_a_municipality_from_the_application_to_the_result) {
    Response page = done("certification", "start", "town",
                         {{"subject.name", "連携 花子"},
                          {"subject.kana", "レンケイ ハナコ"},
                          {"subject.birth", "1938-05-12"},
                          {"kind", "renewal"},
                          {"days.application", in_days(-20)}});
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_TRUE(has(page.body, "登録しました")) << page.body;
    EXPECT_EQ(kit.last_event().interaction, "certification-start");
    page = done("opinion_request", "request", "town",
                {{"institution", "institution:9910000018"}, {"sent", in_days(-19)}, {"due", in_days(-5)}});
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(kit.last_event().interaction, "opinions-request");
    const std::string request = id_of(records("town").body, "opinion_request", "receive");
    ASSERT_FALSE(request.empty());
    page = done("opinion_request", "receive", "town",
                {{"received.day", in_days(-10)}, {"received.way", "paper"}}, request);
    ASSERT_EQ(page.status, 200) << page.body;
    const std::string application = id_of(records("town").body, "certification", "step");
    page = done("certification", "step", "town",
                {{"days.survey", in_days(-12)},
                 {"days.first_decision", in_days(-8)},
                 {"days.board", in_days(-4)},
                 {"days.result", in_days(-3)},
                 {"certified.level", "22"},
                 {"certified.from", in_days(-20)}},
                application);
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(kit.last_event().interaction, "certification-step");
    EXPECT_EQ(kit.last_event().peer, "town");
    const auto found = kit.found("Task", "town");
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.back()["status"], "completed") << found.back();
}

TEST_F(ActPages, name_what_is_wrong_beside_its_box_and_keep_what_was_typed) {
    Fields fields = opened("certification", "start", "town");
    fields["i.kind"] = "";
    fields["i.days.application"] = "2026-02-30";
    fields["i.subject.name"] = "<b>連携</b>";
    const Response page = send("/records/act", fields, "town");
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(has(page.body, "直すところが2つあります")) << page.body;
    EXPECT_TRUE(has(page.body, "href=\"#i.kind\"")) << page.body;
    EXPECT_TRUE(has(page.body, "value=\"2026-02-30\""));
    EXPECT_TRUE(has(page.body, "&lt;b&gt;連携&lt;/b&gt;"));
    EXPECT_FALSE(has(page.body, "<b>連携"));
    EXPECT_TRUE(has(page.body, "<title>エラー："));
    EXPECT_TRUE(kit.found("Task", "town").empty());
    // what the rules of the ledger refuse stands on the page, too
    (void)done("certification", "start", "town", {{"kind", "renewal"}, {"days.application", in_days(-20)}});
    const Response second =
        done("certification", "start", "town", {{"kind", "change"}, {"days.application", in_days(-10)}});
    EXPECT_EQ(second.status, 409);
    EXPECT_TRUE(has(second.body, "結果の出ていない申請があります")) << second.body;
    EXPECT_FALSE(has(second.body, "renkei "));
}

TEST_F(ActPages, are_sent_only_from_a_page_of_the_caller) {
    Fields fields = opened("certification", "start", "town");
    fields["i.kind"] = "renewal";
    fields["i.days.application"] = in_days(-20);
    Fields other = fields;
    other["form"] = "1.x.y";
    EXPECT_EQ(send("/records/act", other, "town").status, 403);
    EXPECT_EQ(send("/records/act", fields, "city").status, 403) << "the token is another peer's";
    kit.site.clock.pass(31 * 60 * 1000);
    EXPECT_EQ(send("/records/act", fields, "town").status, 403) << "too old";
    EXPECT_TRUE(kit.found("Task", "town").empty());
}

TEST_F(ActPages, are_those_that_the_table_gives_to_the_caller) {
    for (const RecordAct& act : record_acts()) {
        for (const std::string peer : {"town", "manager", "network"}) {
            const Response page = send("/records/act",
                                       {{"kind", std::string(act.kind)},
                                        {"act", std::string(act.act)},
                                        {"insurer", "990010"},
                                        {"person", "0000001016"},
                                        {"id", "x"}},
                                       peer);
            const bool may = act.who.find(peer == "town" ? "insurer" : "office") != std::string_view::npos &&
                             peer != "network";
            EXPECT_EQ(page.status, !may                  ? 403
                                   : act.how == "change" ? 404
                                                         : 200)
                << act.kind << "-" << act.act << " " << peer;
        }
    }
    EXPECT_EQ(send("/records/act", {{"kind", "certification"}, {"act", "fly"}}, "town").status, 400);
}

TEST_F(ActPages, say_when_nothing_was_new_and_note_what_was_refused) {
    const Fields boxes{{"kind", "renewal"}, {"days.application", in_days(-20)}};
    EXPECT_TRUE(has(done("certification", "start", "town", boxes).body, "登録しました"));
    EXPECT_FALSE(has(done("certification", "start", "town", boxes).body, "登録しました"));
    const std::string id = id_of(records("town").body, "certification", "step");
    Response page = done("certification", "step", "town", {{"days.board", in_days(-1)}}, id);
    EXPECT_EQ(page.status, 409) << page.body;
    EXPECT_EQ(kit.last_event().interaction, "certification-step");
    EXPECT_NE(kit.last_event().outcome, audit::Outcome::success);
    page = send("/records/act",
                {{"kind", "certification"},
                 {"act", "step"},
                 {"insurer", "990010"},
                 {"person", "0000001024"},
                 {"id", id}},
                "town");
    EXPECT_EQ(page.status, 404) << "the record is another person's";
}

TEST_F(ActPages, change_what_stands_under_a_linked_number) {
    (void)done("consent", "refuse", "town",
               {{"given_at", in_days(0) + "T09:00"}, {"given_by", "person"}, {"channel", "browser"}});
    (void)done(
        "stated_relation", "add", "town",
        {{"kind", "gives_care_service"}, {"organisation", "institution:9910000018"}, {"from", in_days(-9)}});
    const std::string id = id_of(records("town").body, "stated_relation", "end");
    ASSERT_FALSE(id.empty());
    const auto number = [](const std::string& value) {
        return documents::parse_person("insurer:990010|" + value).value();
    };
    test::must(ledger::change_link(kit.store(), number("0000001016"), number("0000001999"), mhd::Linked::yes,
                                   std::nullopt));
    const auto page = [&](const std::string& person) {
        return send("/records/act",
                    {{"kind", "stated_relation"},
                     {"act", "end"},
                     {"insurer", "990010"},
                     {"person", person},
                     {"id", id}},
                    "town")
            .status;
    };
    EXPECT_EQ(page("0000001999"), 200);
    EXPECT_EQ(page("0000001024"), 404) << "of another person";
}

TEST_F(ActPages, entrust_a_survey_and_a_case_within_its_days) {
    const Fields boxes{{"kind", "case"},
                       {"organisation", "office:9970199999"},
                       {"from", in_days(0)},
                       {"subject.name", "連携 花子"}};
    const Response endless = done("stated_relation", "add", "town", boxes);
    EXPECT_EQ(endless.status, 422);
    EXPECT_NE(endless.body.find("末日を記入してください"), std::string::npos) << endless.body;
    Fields limited = boxes;
    limited["until"] = in_days(2);
    EXPECT_EQ(done("stated_relation", "add", "town", limited).status, 200);
    EXPECT_EQ(done("stated_relation", "add", "town",
                   {{"kind", "survey"},
                    {"organisation", "office:9970100013"},
                    {"from", in_days(0)},
                    {"until", in_days(20)},
                    {"due", in_days(9)}})
                  .status,
              200);
    const std::string page = records("town").body;
    for (const std::string each : {"審査会の案件", "認定調査の委託", "期限（調査の委託）"}) {
        EXPECT_NE(page.find(each), std::string::npos) << each << page;
    }
    for (const std::string peer : {"manager", "stranger", "home"}) {
        EXPECT_EQ(records(peer).body.find("審査会の案件"), std::string::npos) << peer;
    }
}

TEST_F(ActPages, of_more_than_a_form_are_refused) {
    EXPECT_EQ(kit.send("POST", "/records/act", "a=" + std::string(70'000, 'a'), "town",
                       {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "text/html"}})
                  .status,
              413);
}

TEST_F(ActPages, tell_of_a_change_that_another_made_meanwhile) {
    (void)done("certification", "start", "town", {{"kind", "renewal"}, {"days.application", in_days(-20)}});
    const std::string id = id_of(records("town").body, "certification", "step");
    Fields first = opened("certification", "step", "town", id);
    Fields second = first;
    first["i.days.survey"] = in_days(-12);
    second["i.days.survey"] = in_days(-11);
    EXPECT_EQ(send("/records/act", first, "town").status, 200);
    const Response late = send("/records/act", second, "town");
    EXPECT_EQ(late.status, 412) << late.body;
    EXPECT_TRUE(has(late.body, "value=\"" + in_days(-11) + "\"")) << "what was typed is still there";
}

TEST_F(ActPages, let_an_office_register_and_take_a_consent) {
    Response page = done("registration", "add", "manager",
                         {{"service_type", "43"},
                          {"identity.method", "card"},
                          {"identity.at", in_days(0) + "T09:00"},
                          {"identity.user", "suzuki"},
                          {"from", in_days(0)}});
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(kit.last_event().interaction, "registration-add");
    page = done("consent", "give", "manager",
                {{"taker", "office:9970100013"},
                 {"given_at", in_days(0) + "T09:00"},
                 {"given_by", "person"},
                 {"channel", "browser"}});
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(kit.last_event().interaction, "consent-give");
    page =
        done("registration", "confirm", "town", {}, id_of(records("town").body, "registration", "confirm"));
    EXPECT_TRUE(has(page.body, "登録しました")) << page.body;
    EXPECT_TRUE(has(records("town").body, "保険者が確認"));
    EXPECT_TRUE(id_of(records("town").body, "registration", "confirm").empty()) << "once is enough";
    const std::string consent = id_of(records("manager").body, "consent", "withdraw");
    ASSERT_FALSE(consent.empty());
    page = done("consent", "withdraw", "manager",
                {{"withdrawn.by", "person"}, {"withdrawn.why", "本人の申出"}}, consent);
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(kit.last_event().interaction, "consent-withdraw");
    const std::string registration = id_of(records("manager").body, "registration", "end");
    page = done("registration", "end", "manager", {{"ended.why", "person"}}, registration);
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(kit.last_event().interaction, "registration-end");
}

TEST_F(ActPages, set_what_is_known_of_a_person_and_an_insurer) {
    Response page = done("person_state", "hide", "town", {{"hidden", "history"}});
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(kit.last_event().interaction, "person-set");
    EXPECT_EQ(kit.found("Basic", "town").front().dump().find("\"level\""), std::string::npos)
        << "it was not entered";
    page = done("person_state", "death", "town", {{"died", in_days(-1) + "T10:00"}});
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_NE(kit.last_event().query.find("died"), std::string::npos);
    EXPECT_EQ(opened("person_state", "death", "town").at("i.died"), in_days(-1) + "T10:00");
    page = done("person_state", "death", "town", {{"died", ""}}); // it was a mistake
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_FALSE(test::must(kit.store().read_value<store::PersonRecords>([&](const store::Snapshot& it) {
                     return store::person_records(it, kit.subject().person, {});
                 }))
                     .states.at(0)
                     .record.died);
    Fields own = opened("insurer", "set", "town");
    EXPECT_EQ(own["i.live_from"], "2026-04-01");
    own["i.settings.grace_months"] = "6";
    own["i.state"] = "live";
    own["i.settings.proxies"] = "legal_representative";
    page = send("/records/act", own, "town");
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(kit.last_event().interaction, "insurer-set");
    const auto kept = test::must(kit.store().read_value<std::optional<sharing::Insurer>>(
        [](const store::Snapshot& it) { return store::insurer(it, "990010"); }));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->settings.grace_months, 6U);
    EXPECT_EQ(kept->live_from, sharing::test::day("2026-04-01"));
}

} // namespace
} // namespace renkei::server::act_page_test
