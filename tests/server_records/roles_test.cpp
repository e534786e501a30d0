// Who has something to do with a person because the municipality asks it: a care facility for an opinion, an
// office for the survey, a member of the certification board for one case. Each sees what waits for it, sends
// or reads that and nothing else, within the days that were stated.
#include "tests/server_records/roles.h"

namespace renkei::server::roles_test {
namespace {

// ---------------------------------------------------------------- a care facility that writes an opinion
TEST_F(Roles, of_offices_only_a_facility_with_its_service_type_is_asked_for_an_opinion) {
    const std::pair<policy::Number, std::string> wrong[] = {{facility, ""},
                                                            {facility, "11"},
                                                            {manager, "22"},
                                                            {manager, ""},
                                                            {{"institution", "9910000018"}, "22"}};
    for (const auto& [whom, type] : wrong) {
        const Response response = kit.post("Task", asked(whom, type), "town");
        EXPECT_EQ(response.status, 422) << whom.value << type;
        EXPECT_EQ(code_of(response), "opinion-of-other-office") << response.body;
    }
    const Json task = kit.entered("Task", asked(facility, "22"), "town");
    EXPECT_EQ(task["performerType"][0]["coding"][0]["code"], "22");
    EXPECT_EQ(kit.post("Task", asked({"institution", "9910000018"}, ""), "town").status, 201);
}

TEST_F(Roles, a_facility_sends_the_opinion_that_it_is_asked_for_and_no_other) {
    const Json mine = opinion("0000001016", facility.value);
    const Response unasked = sent(mine, "home");
    EXPECT_EQ(unasked.status, 403);
    EXPECT_TRUE(has(unasked.body, "not-asked-for")) << unasked.body;
    EXPECT_EQ(work("home").status, 200);
    EXPECT_TRUE(listed("Task", "home").empty());
    const Json task = kit.entered("Task", asked(facility, "22"), "town");
    EXPECT_EQ(listed("Task", "home").size(), 1U);
    EXPECT_TRUE(has(work("home").body, "連携 花子"));
    const Response of_another = sent(opinion("0000000109", facility.value), "home");
    EXPECT_EQ(of_another.status, 403) << "of another person";
    EXPECT_EQ(of_another.body, unasked.body) << "known or not, asked or not";
    const Response taken = sent(mine, "home");
    ASSERT_EQ(taken.status, 201) << taken.body;
    EXPECT_TRUE(listed("Task", "home").empty()) << "it is answered";
    Json answered = Json::parse(kit.get("/fhir/Task/" + task["id"].get<std::string>(), "town").body);
    EXPECT_EQ(answered["status"], "completed");
    EXPECT_EQ(sent(mine, "home").status, 200) << "the same again";
    const Json next = corrected(mine);
    EXPECT_LT(sent(next, "home").status, 300) << "while the request is open";
    test::must(ledger::change(kit.store(), ledger::opinion_close, kit.subject().person,
                              task["id"].get<std::string>(),
                              ledger::edited([&](sharing::OpinionRequest& it) { it.closed = in_days(-1); })));
    EXPECT_EQ(sent(corrected(next), "home").status, 403) << "it ended";
    EXPECT_EQ(read(id_of(sent(next, "home")), "home").status, 200) << "what it sent stays its own";
}

// ---------------------------------------------------------------- a member of the certification board
TEST_F(Roles, a_member_of_the_board_reads_one_case_within_its_days) {
    const std::string first = id_of(sent(opinion(), "clinic"));
    ASSERT_EQ(id_of(sent(corrected(opinion()), "clinic")), first);
    const std::string surveyed = id_of(sent(survey(""), "town"));
    const std::string another = id_of(sent(survey("", "0000002002"), "town"));
    const std::string nothing = read("no-such-document", "stranger").body;
    const auto sees_nothing = [&](const std::string& peer, const std::string& why) {
        for (const std::string& id : {first, surveyed, another}) {
            EXPECT_EQ(read(id, peer).status, 404) << peer << why;
            for (const std::string more : {"/versions/1", "/versions/2", "/versions"}) {
                EXPECT_EQ(read(id, peer, more).status, 404) << peer << why << more;
            }
        }
        EXPECT_EQ(found(peer), 0U) << peer << why;
        EXPECT_TRUE(listed("Basic", peer).empty()) << peer << why;
        for (const std::string_view said : {"連携 花子", "審査会の案件</", "表示を認められない"}) {
            EXPECT_FALSE(has(work(peer).body, said)) << peer << why << said;
        }
    };
    sees_nothing("stranger", "without a case");
    EXPECT_EQ(code_of(kit.post("Basic", relation("case", member, 1), "town")), "relation-endless");
    const Json kept = kit.entered("Basic", relation("case", member, 1, 2), "town");
    const std::string case_id = kept["id"];
    sees_nothing("stranger", "before its days");
    EXPECT_EQ(kit.get("/fhir/Basic/" + case_id, "stranger").status, 404);
    kit.site.clock.pass(day);
    for (const std::string& id : {first, surveyed}) {
        EXPECT_EQ(read(id, "stranger").status, 200) << read(id, "stranger").body;
        EXPECT_EQ(kit.send("DELETE", "/documents/" + id, "", "stranger").status, 404);
    }
    EXPECT_EQ(read(first, "stranger", "/versions/1").status, 404) << "only the newest";
    EXPECT_EQ(read(another, "stranger").status, 404) << "of another person";
    EXPECT_EQ(found("stranger"), 2U);
    EXPECT_EQ(found("stranger", "0000002002"), 0U);
    ASSERT_EQ(listed("Basic", "stranger").size(), 1U);
    EXPECT_EQ(kit.get("/fhir/Basic/" + case_id, "stranger").status, 200);
    const std::string page = work("stranger").body;
    EXPECT_TRUE(has(page, "連携 花子") && has(page, "審査会の案件") && has(page, "資料を見る")) << page;
    EXPECT_TRUE(kit.found("Task", "stranger").empty()) << "how it stands is not before the board";
    EXPECT_TRUE(kit.found("Consent", "stranger").empty());
    EXPECT_EQ(kit.put("Basic", kept, "stranger").status, 404) << "it is the insurer's";
    sees_nothing("home", "a member of another case");
    use_jobs("clerk", "board_member");
    sees_nothing("stranger", "no member, but of the same organisation");
    use_jobs("board_member", "board_member");
    kit.site.clock.pass(2 * day);
    sees_nothing("stranger", "after its days");
    EXPECT_EQ(kit.get("/fhir/Basic/" + case_id, "stranger").status, 404);
    EXPECT_EQ(read(first, "stranger").status, 404);
    EXPECT_FALSE(has(read(first, "stranger").body, "case")) << read(first, "stranger").body << nothing;
}

TEST_F(Roles, a_member_of_the_board_sees_a_hidden_person_without_places_and_a_dead_one_not) {
    const std::string surveyed = id_of(sent(survey(""), "town"));
    (void)kit.entered("Basic", relation("case", member, 0, 2), "town");
    test::must(ledger::change_state(kit.store(), kit.subject(), {.hidden = sharing::Hidden::self}));
    const Response part = read(surveyed, "stranger");
    EXPECT_EQ(part.status, 200) << part.body;
    EXPECT_FALSE(has(part.body, "見本市中央")) << part.body;
    EXPECT_EQ(listed("Basic", "stranger").size(), 1U);
    test::must(ledger::change_state(kit.store(), kit.subject(), {.died = kit.now() - 1}));
    EXPECT_EQ(read(surveyed, "stranger").status, 404);
    EXPECT_TRUE(listed("Basic", "stranger").empty());
    EXPECT_FALSE(has(work("stranger").body, "連携 花子"));
}

TEST_F(Roles, a_case_does_not_prove_what_the_office_of_the_member_says_of_itself) {
    Json said = Json::parse(documents::file("insured_card/full.json"));
    said.erase("sender_office_no");
    const std::string card = id_of(sent(said, "town"));
    const ledger::Subject whose = kit.subject();
    const auto registered = [&](sharing::Voucher by) {
        test::must(kit.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY_VOID(store::lock_records(transaction));
            return store::put(transaction,
                              store::Kept<sharing::Registration>{
                                  whose.person,
                                  {.id = "01990000-0000-7000-8000-000000000001",
                                   .insurer = "990010",
                                   .office = member,
                                   .service_type = "43",
                                   .identity = sharing::IdentityCheck{.at = kit.now(), .user = "suzuki"},
                                   .from = in_days(-1),
                                   .vouched_by = by,
                                   .makes_plan = true}});
        }));
    };
    test::must(
        ledger::enter_consent(kit.store(), whose, {.taker = {"insurer", "990010"}, .given_at = kit.now()}));
    test::must(ledger::change_state(kit.store(), whose, {.hidden = sharing::Hidden::self}));
    registered(sharing::Voucher::insurer);
    EXPECT_EQ(read(card, "stranger").status, 200) << "in part, by the insurer's word";
    registered(sharing::Voucher::office);
    EXPECT_EQ(read(card, "stranger").status, 404) << "by its own";
    (void)kit.entered("Basic", relation("case", member, 0, 2), "town");
    EXPECT_EQ(read(card, "stranger").status, 404) << "it is no paper of the case";
}

// ---------------------------------------------------------------- an office that is entrusted with a survey
TEST_F(Roles, an_entrusted_office_sends_the_survey_of_this_person_and_reads_nothing) {
    const std::string of_clinic = id_of(sent(opinion(), "clinic"));
    const std::string of_town = id_of(sent(survey("", "0000002002"), "town"));
    const Json mine = survey(manager.value);
    const Response unasked = sent(mine, "manager");
    EXPECT_EQ(unasked.status, 403);
    EXPECT_TRUE(has(unasked.body, "not-asked-for")) << unasked.body;
    (void)test::must(
        ledger::enter(kit.store(), ledger::certification_start, kit.subject(), {.days = {in_days(-5)}}));
    Json entrusted = relation("survey", manager, 0, 20);
    part(entrusted, "due") = {{"url", "due"}, {"valueDate", in_days(6).text()}};
    const Json kept = kit.entered("Basic", entrusted, "town");
    ASSERT_EQ(listed("Basic", "manager").size(), 1U);
    EXPECT_EQ(listed("Basic", "manager")[0]["subject"]["display"], "連携 花子");
    EXPECT_EQ(kit.get("/fhir/Basic/" + kept["id"].get<std::string>(), "manager").status, 200);
    EXPECT_EQ(kit.get("/fhir/Basic/" + kept["id"].get<std::string>(), "home").status, 404);
    EXPECT_TRUE(listed("Basic", "home").empty());
    const std::string page = work("manager").body;
    EXPECT_TRUE(has(page, "連携 花子") && has(page, "認定調査") && has(page, "あと6日")) << page;
    EXPECT_FALSE(has(page, "資料を見る"));
    EXPECT_EQ(read(of_clinic, "manager").status, 404) << "nothing opens";
    EXPECT_EQ(found("manager"), 0U);
    EXPECT_TRUE(kit.found("Task", "manager").empty());
    EXPECT_TRUE(kit.found("EpisodeOfCare", "manager").empty());
    EXPECT_EQ(sent(survey(manager.value, "0000002002"), "manager").status, 403) << "of another person";
    EXPECT_EQ(sent(survey(member.value), "stranger").status, 403) << "another office";
    EXPECT_EQ(sent(survey(manager.value), "home").status, 403) << "in another's name";
    const Response taken = sent(mine, "manager");
    ASSERT_EQ(taken.status, 201) << taken.body;
    EXPECT_EQ(read(id_of(taken), "town").status, 200);
    EXPECT_EQ(read(of_town, "manager").status, 404);
    Json next = mine;
    next["revision"] = 2;
    EXPECT_LT(sent(next, "manager").status, 300);
    const store::PersonRecords all = test::must(kit.store().read_value<store::PersonRecords>(
        [&](const store::Snapshot& it) { return store::person_records(it, kit.subject().person, {}); }));
    test::must(ledger::change_certification(kit.store(), ledger::certification_step, kit.subject().person,
                                            all.certifications.front().record.id,
                                            ledger::edited([&](sharing::Certification& it) {
                                                it.day_of(sharing::CertificationStep::survey) = in_days(0);
                                            })));
    EXPECT_TRUE(listed("Basic", "manager").empty()) << "the survey is done";
    EXPECT_FALSE(has(work("manager").body, "連携 花子"));
    Json ended = kept;
    part(ended, "until") = {{"url", "until"}, {"valueDate", in_days(-1).text()}};
    EXPECT_EQ(kit.put("Basic", ended, "town").status, 200);
    next["revision"] = 3;
    EXPECT_EQ(sent(next, "manager").status, 403) << "it ended";
}

// ---------------------------------------------------------------- a visiting-nurse station
TEST_F(Roles, a_station_sees_which_documents_of_its_persons_are_missing) {
    const policy::Number station{"office", "9960000009"};
    const std::string person = "990010:0000000109";
    (void)test::must(ledger::enter(kit.store(), ledger::registration_add, kit.subject(person),
                                   {.office = station,
                                    .service_type = "13",
                                    .identity = sharing::IdentityCheck{.at = kit.now(), .user = "suzuki"},
                                    .from = in_days(0),
                                    .vouched_by = sharing::Voucher::insurer}));
    const std::string order = "訪問看護指示書が届いていません";
    const std::string report = "今月の訪問看護報告書がありません";
    EXPECT_TRUE(has(work("nurse").body, order) && has(work("nurse").body, report)) << work("nurse").body;
    EXPECT_FALSE(has(work("home").body, order)) << "of stations alone";
    Json document = Json::parse(documents::file("nursing_order/full.json"));
    document["header"].erase("replacesDocumentId");
    ASSERT_EQ(sent(document, "clinic").status, 201);
    EXPECT_FALSE(has(work("nurse").body, order)) << work("nurse").body;
    document = Json::parse(documents::file("nursing_report/full.json"));
    document["header"].erase("replacesDocumentId");
    document["header"]["insurance"]["insuredNumber"] = "0000000109";
    ASSERT_EQ(sent(document, "nurse").status, 201) << sent(document, "nurse").body;
    EXPECT_TRUE(has(work("nurse").body, report)) << "that is one of another month";
    document["header"]["documentId"] = "THIS-MONTH";
    document["header"]["createdDate"] = in_days(0).text();
    document["header"]["createdDateTime"] = in_days(0).text() + "T00:00:00+09:00";
    ASSERT_EQ(sent(document, "nurse").status, 201) << sent(document, "nurse").body;
    EXPECT_FALSE(has(work("nurse").body, report)) << work("nurse").body;
}

} // namespace
} // namespace renkei::server::roles_test
