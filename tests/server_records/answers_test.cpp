// 主治医意見書 that arrives answers its request; and the level of a result counts in the eligibility check
// until a document says it.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/store/session/session.h"

#include "tests/server_records/kit.h"

namespace renkei::server::answers_test {
namespace {

constexpr base::Millis day = 24 * 60 * 60 * 1000;
constexpr std::string_view person = "990010:0000000109"; // of the fixture
const policy::Number clinic{"institution", "9910000018"};

class Answers : public testing::Test {
protected:
    Answers() {
        test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
            insurer.state = sharing::InsurerState::live;
            insurer.live_from = sharing::test::day("2026-04-01");
            return diag::Result<sharing::Insurer>(insurer);
        }));
    }
    time::Date in_days(int days) const { return time::day_in_japan(kit.now() + days * day); }
    sharing::OpinionRequest asked(std::string_view whom = person, int due = 5) {
        kit.site.clock.pass(1);
        return test::must(ledger::enter(kit.store(), ledger::opinion_request, kit.subject(whom),
                                        {.institution = clinic, .sent = in_days(-19), .due = in_days(due)}));
    }
    // Written so many days ago.
    Response sent(const std::string& document = "FIX-FULL", int days = -5, std::string_view whom = person) {
        std::string body = documents::file("opinion/full.json");
        body.replace(body.find(person.substr(7)), 10, whom.substr(7));
        body.replace(body.find("FIX-FULL"), 8, document);
        constexpr std::string_view written = "2026-03-01";
        for (std::size_t at = 0; (at = body.find(written, at)) != std::string::npos; ++at) {
            body.replace(at, written.size(), in_days(days).text());
        }
        return kit.send("POST", "/documents", body, "clinic", {{"Content-Type", "application/json"}});
    }
    sharing::OpinionRequest kept(const sharing::OpinionRequest& request, std::string_view whom = person) {
        const store::PersonRecords all =
            test::must(kit.store().read_value<store::PersonRecords>([&](const store::Snapshot& it) {
                return store::person_records(it, kit.subject(whom).person, {});
            }));
        return store::with_id(all.opinions, request.id)->record;
    }
    static bool says(const Response& response, std::string_view message) {
        return response.body.find(message) != std::string::npos;
    }

    RecordsKit kit;
};

TEST_F(Answers, answer_the_request_of_their_sender) {
    const sharing::OpinionRequest request = asked();
    const Response first = sent();
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_FALSE(says(first, "opinion-")) << first.body;
    const sharing::OpinionRequest answered = kept(request);
    ASSERT_TRUE(answered.received);
    EXPECT_EQ(answered.received->day, in_days(0));
    EXPECT_EQ(answered.received->way, sharing::OpinionWay::file);
    EXPECT_FALSE(answered.received->doctor_agrees) << "it was not said";
    const Response again = sent();
    EXPECT_LT(again.status, 300);
    EXPECT_FALSE(says(again, "opinion-came-before")) << "the same document is no second one";
    const Response second = sent("FIX-SECOND");
    EXPECT_EQ(second.status, 201) << second.body;
    EXPECT_TRUE(says(second, "opinion-came-before")) << second.body;
}

TEST_F(Answers, that_were_not_asked_for_or_are_late_are_kept_and_said) {
    const sharing::OpinionRequest of_another = asked(RecordsKit::hanako);
    const Response response = sent();
    EXPECT_EQ(response.status, 201) << response.body;
    EXPECT_TRUE(says(response, "opinion-not-asked")) << response.body;
    EXPECT_FALSE(kept(of_another, RecordsKit::hanako).received);
    const sharing::OpinionRequest late = asked(person, -3);
    const Response after = sent("FIX-LATE");
    EXPECT_TRUE(says(after, "opinion-late")) << after.body;
    EXPECT_TRUE(kept(late).received);
}

TEST_F(Answers, that_are_older_than_their_request_answer_nothing) {
    const sharing::OpinionRequest request = asked();
    const Response response = sent("FIX-OLD", -25);
    EXPECT_TRUE(says(response, "opinion-older")) << response.body;
    EXPECT_FALSE(kept(request).received);
}

TEST_F(Answers, of_a_request_that_ended_change_nothing) {
    const sharing::OpinionRequest request = asked();
    test::must(ledger::change(kit.store(), ledger::opinion_close, kit.subject(person).person, request.id,
                              ledger::edited([&](sharing::OpinionRequest& it) { it.closed = in_days(-1); })));
    const Response response = sent();
    EXPECT_EQ(response.status, 201);
    EXPECT_TRUE(says(response, "opinion-too-late")) << response.body;
    EXPECT_FALSE(kept(request).received);
}

TEST_F(Answers, of_another_birth_date_answer_nothing) {
    const sharing::OpinionRequest request = asked();
    const auto born = [&](std::string_view birth) {
        test::must(ledger::change(kit.store(), ledger::opinion_name, kit.subject(person).person, request.id,
                                  ledger::edited([&](sharing::OpinionRequest& it) {
                                      it.subject = sharing::NamedSubject{.birth = sharing::test::day(birth)};
                                  })));
    };
    born("1938-05-30");
    const Response response = sent();
    EXPECT_EQ(response.status, 201);
    EXPECT_TRUE(says(response, "opinion-of-other-birth")) << response.body;
    EXPECT_FALSE(kept(request).received);
    born("1938-05-03");
    EXPECT_FALSE(says(sent("FIX-SECOND"), "opinion-"));
    EXPECT_TRUE(kept(request).received);
}

TEST_F(Answers, that_are_corrected_answer_what_they_say_now) {
    const sharing::OpinionRequest request = asked();
    EXPECT_TRUE(says(sent("FIX-OLD", -25), "opinion-older"));
    const Response corrected = sent("FIX-OLD", -5);
    EXPECT_FALSE(says(corrected, "opinion-")) << corrected.body;
    EXPECT_TRUE(kept(request).received) << "its day was wrong";
    EXPECT_FALSE(says(sent("FIX-OLD", -4), "opinion-")) << "it answers the request already";
    EXPECT_TRUE(kept(request).received);
    const sharing::OpinionRequest other = asked(RecordsKit::hanako);
    (void)sent("FIX-OLD", -4, RecordsKit::hanako);
    EXPECT_FALSE(kept(request).received) << "it was about somebody else";
    EXPECT_TRUE(kept(other, RecordsKit::hanako).received);
}

TEST_F(Answers, that_are_withdrawn_leave_their_request_waiting) {
    const sharing::OpinionRequest request = asked();
    const std::string document = Json::parse(sent().body)["documents"][0]["id"];
    ASSERT_TRUE(kept(request).received);
    const auto withdraw = [&](const std::string& id) {
        EXPECT_EQ(kit.send("DELETE", "/documents/" + id, "", "clinic").status, 200);
    };
    withdraw(Json::parse(sent("FIX-SECOND").body)["documents"][0]["id"]);
    EXPECT_TRUE(kept(request).received) << "another document";
    withdraw(document);
    EXPECT_FALSE(kept(request).received);
    EXPECT_FALSE(says(sent("FIX-THIRD"), "opinion-"));
    EXPECT_TRUE(kept(request).received) << "it waited";
}

TEST_F(Answers, of_a_decided_request_stay_when_their_document_is_withdrawn) {
    const sharing::OpinionRequest request = asked();
    const std::string document = Json::parse(sent().body)["documents"][0]["id"];
    test::must(ledger::change(kit.store(), ledger::opinion_decide, kit.subject(person).person, request.id,
                              ledger::edited([&](sharing::OpinionRequest& it) { it.decided = in_days(0); })));
    EXPECT_EQ(kit.send("DELETE", "/documents/" + document, "", "clinic").status, 200);
    EXPECT_TRUE(kept(request).received);
}

TEST_F(Answers, beside_requests_that_cannot_be_read_are_not_called_unknown) {
    (void)asked();
    test::must(kit.store().write([&](store::Transaction& it) {
        return it.session().sql.send("UPDATE person_record SET entry = $1 WHERE kind = 'opinion_request'",
                                     {store::Bytes{std::string(60, 'x')}});
    }));
    const Response response = sent();
    EXPECT_EQ(response.status, 201) << response.body;
    EXPECT_TRUE(says(response, "opinion-unread")) << response.body;
    EXPECT_FALSE(says(response, "opinion-not-asked"));
}

TEST_F(Answers, of_a_result_count_in_the_eligibility_check) {
    ASSERT_EQ(sent().status, 201); // of the person something is kept that the insurer reads
    const auto level = [&](const std::string& on) {
        const Response response =
            kit.send("POST", "/eligibility/_search", "person=insurer:990010%7C0000000109&date=" + on, "town",
                     {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}});
        EXPECT_EQ(response.status, 200) << response.body;
        const Json answer = Json::parse(response.body);
        for (const Json& field : answer["fields"]) {
            if (field["field"] == "care_level") {
                return field;
            }
        }
        return Json();
    };
    const std::string today = in_days(0).text();
    EXPECT_EQ(level(today).dump().find("要介護４"), std::string::npos);
    sharing::Certification it{.days = {in_days(-20)}};
    it.kind = sharing::ApplicationKind::moved_in;
    const std::string id =
        test::must(ledger::enter(kit.store(), ledger::certification_start, kit.subject(person), it)).id;
    const auto certify = [&](const std::string& code) {
        test::must(ledger::change_certification(
            kit.store(), ledger::certification_step, kit.subject(person).person, id,
            ledger::edited([&](sharing::Certification& at) {
                at.day_of(sharing::CertificationStep::result) = in_days(-1);
                at.certified = sharing::CertifiedLevel{code, in_days(-20), in_days(300)};
            })));
    };
    certify("24");
    Json now = level(today);
    EXPECT_NE(now.dump().find("要介護４"), std::string::npos) << now;
    EXPECT_NE(now.dump().find("要介護認定の結果"), std::string::npos) << "marked by its source";
    certify("23"); // a correction takes it back
    now = level(today);
    EXPECT_EQ(now.dump().find("要介護４"), std::string::npos) << now;
    EXPECT_NE(now.dump().find("要介護３"), std::string::npos) << now;
}

} // namespace
} // namespace renkei::server::answers_test
