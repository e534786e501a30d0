// renkei policy explain with what the store knows.
#include "gateway/app/online/setup/commands.h"
#include "gateway/core/base/file.h"

#include "tests/online/command.h"
#include "tests/support/token_issuer.h"

namespace renkei::online::stored_facts_test {
namespace {

const std::string hanako = "insurer:990010|0000000001";

class StoredFacts : public testing::Test {
protected:
    StoredFacts() {
        done({"peer", "add", "--id", "plan-office", "--role", "care_manager", "--number", "office:9970100021",
              "--key", std::string(64, 'a')});
        done("insurer set 990010 --state live --live-from 2026-04-01");
    }
    void done(const Words& words) const { expect(pilot(words), {.code = 0}); }
    void registered() const {
        done("registration add " + hanako +
             " --office office:9970100021 --service-type 43 --method card --user suzuki --makes-plan yes");
    }
    // Of a command that enters a record: the first word that it prints.
    std::string id_of(const Words& words) const {
        const CommandResult result = pilot(words);
        EXPECT_EQ(result.code, 0) << result;
        return result.output.substr(0, result.output.find(' '));
    }
    std::string reason(const std::string& more = "") const {
        return reason_of(more + " --peer plan-office --what cert.opinion --who care_manager:43:care_manager");
    }
    std::string reason_of(const std::string& more) const {
        const CommandResult result = pilot("policy explain --person " + hanako + " --format json " + more);
        EXPECT_EQ(result.code, 0) << result;
        const std::string member = "\"reason\": \"";
        const std::size_t begin = result.output.find(member) + member.size();
        return result.output.substr(begin, result.output.find('"', begin) - begin);
    }
    Pilot pilot;
};

TEST_F(StoredFacts, decide_step_by_step) {
    EXPECT_EQ(reason(), "not_related");
    registered();
    EXPECT_EQ(reason(), "consent_missing");
    done("consent give " + hanako + " --receiver office:9970100013");
    EXPECT_EQ(reason(), "consent_other");
    done("consent give " + hanako + " --receiver office:9970100021");
    EXPECT_EQ(reason(), "allowed");
    done("consent withdraw " + hanako);
    EXPECT_EQ(reason(), "consent_withdrawn");
    done("consent refuse " + hanako);
    EXPECT_EQ(reason(), "consent_refused");
    done("consent give " + hanako);
    EXPECT_EQ(reason(), "allowed");
    done("person set " + hanako + " --died 2026-11-02");
    EXPECT_EQ(reason(), "died");
}

// A consent on paper that comes late.
TEST_F(StoredFacts, of_a_consent_from_before_a_no_that_was_entered_before_it_say_what_outranks_it) {
    registered();
    done("consent refuse " + hanako + " --given " + days_ago(2));
    const std::string late = "consent give " + hanako + " --given " + days_ago(5);
    const CommandResult given = pilot(late);
    EXPECT_EQ(given.code, 1) << given;
    EXPECT_TRUE(given.prints("warning[consent-outranked]")) << given;
    EXPECT_EQ(reason(), "consent_refused");
    const std::string asked = "policy explain --person " + hanako + " --peer plan-office --what cert.opinion";
    expect(pilot(asked), {.code = 0,
                          .prints = {"information[consent-no-counts]: the newest consent " +
                                     given.output.substr(0, given.output.find(' '))}});
    done("consent give " + hanako);
    EXPECT_EQ(reason(), "allowed");
    expect(pilot(asked), {.omits = {"consent-no-counts"}});
    done("consent withdraw " + hanako);
    expect(pilot(late), {.code = 1});
    EXPECT_EQ(reason(), "consent_withdrawn");
    expect(pilot(asked), {.prints = {"consent-no-counts"}});
}

// As the server decides a request without a user.
TEST_F(StoredFacts, have_the_job_of_the_peers_entry_where_none_is_said) {
    registered();
    done("consent give " + hanako);
    const std::string asked = "--peer plan-office --what cert.opinion --who care_manager:43";
    EXPECT_EQ(reason_of(asked), "job");
    done("peer add --replace --id plan-office --job care_manager");
    EXPECT_EQ(reason_of(asked), "allowed");
    const test::TokenKey key("ES256");
    const std::string keys = pilot.beside("keys.json");
    ASSERT_TRUE(base::write_file(keys, test::jwks({&key}), base::Overwrite::yes));
    done("peer add --replace --id plan-office --token-issuer https://auth.example.jp --token-keys " + keys);
    EXPECT_EQ(reason_of(asked), "job") << "then only tokens say it";
}

TEST_F(StoredFacts, of_a_registration_that_ended_say_by_what) {
    const CommandResult added =
        pilot("registration add " + hanako +
              " --office office:9970100021 --service-type 43 --method card --user suzuki --makes-plan yes");
    EXPECT_EQ(added.code, 0) << added;
    const std::string id = added.output.substr(0, added.output.find(' '));
    done("registration end " + hanako + " " + id + " --why moved");
    EXPECT_EQ(reason(), "registration_ended") << "not only that it makes no plan";
    expect(pilot("policy explain --person " + hanako + " --peer plan-office --what cert.card"),
           {.prints = {" ended, because the person moved\n"}});
}

// What an institution may read by a request, from its beginning to its end.
TEST_F(StoredFacts, of_a_request_for_an_opinion_open_what_the_matrix_says) {
    done("peer add --id doctor --role hospital --number institution:1319999981 --key " +
         std::string(64, 'c'));
    done("consent give " + hanako + " --given " + days_ago(1));
    const auto reason_on = [&](const std::string& day, const std::string& what = "cert.opinion") {
        return reason_of("--peer doctor --what " + what + " --date " + day);
    };
    const std::string today = days_ago(0);
    EXPECT_EQ(reason_on(today), "no_opinion_request");
    const std::string id = id_of("opinions request " + hanako + " --institution institution:1319999981");
    EXPECT_EQ(reason_on(today), "allowed");
    EXPECT_EQ(reason_of("--peer plan-office --what cert.opinion --who medical"), "no_opinion_request")
        << "another one";
    done("opinions decide " + hanako + " " + id);
    EXPECT_EQ(reason_on(today), "allowed") << "the day of the decision counts";
    EXPECT_EQ(reason_on(days_ago(-1)), "no_opinion_request");
}

TEST_F(StoredFacts, of_the_doctor_and_the_result_are_asked_where_the_insurer_says_so) {
    registered();
    done("consent give " + hanako);
    EXPECT_EQ(reason(), "allowed");
    done("insurer set 990010 --setting doctor_consent=true");
    EXPECT_EQ(reason(), "doctor_refuses") << "nothing says that the doctor agrees";
    const std::string id = id_of("opinions request " + hanako + " --institution institution:1319999981");
    done("opinions receive " + hanako + " " + id);
    EXPECT_EQ(reason(), "doctor_refuses");
    done("opinions receive " + hanako + " " + id + " --doctor-agrees yes");
    EXPECT_EQ(reason(), "allowed");
    done("insurer set 990010 --setting result_delivered=true");
    EXPECT_EQ(reason(), "result_not_delivered");
    done("opinions decide " + hanako + " " + id);
    EXPECT_EQ(reason(), "result_not_delivered");
    done("opinions deliver " + hanako + " " + id);
    EXPECT_EQ(reason(), "allowed");
}

TEST_F(StoredFacts, of_relations_open_what_the_matrix_says) {
    done("peer add --id doctor --role hospital --number institution:1319999981 --key " +
         std::string(64, 'c'));
    done("consent give " + hanako);
    const auto of_burden = [&] { return reason_of("--peer doctor --what cert.burden_ratio"); };
    EXPECT_EQ(of_burden(), "not_related");
    const std::string gives =
        id_of("relation add " + hanako + " --kind gives_care_service --organisation institution:1319999981");
    EXPECT_EQ(of_burden(), "allowed");
    done("relation end " + hanako + " " + gives + " --on " + days_ago(1));
    EXPECT_EQ(of_burden(), "not_related");

    const auto of_case = [&](const std::string& day) {
        return reason_of("--peer plan-office --who board_member --what cert.board --date " + day);
    };
    EXPECT_EQ(of_case(days_ago(0)), "not_related");
    done("relation add " + hanako + " --kind case --organisation office:9970100021 --until " + days_ago(-1));
    EXPECT_EQ(of_case(days_ago(-1)), "allowed");
    EXPECT_EQ(of_case(days_ago(-2)), "case_closed");
}

TEST_F(StoredFacts, that_were_asked_for_are_audited) {
    registered();
    reason();
    expect(pilot("audit list --person " + hanako + " --format text"), {.prints = {" read policy-explain "}});
}

TEST_F(StoredFacts, of_an_insurer_that_has_not_started_open_nothing) {
    registered();
    done("consent give " + hanako);
    done("insurer set 990010 --state scheduled");
    EXPECT_EQ(reason(), "insurer_not_started");
}

TEST_F(StoredFacts, follow_the_links_and_the_move_of_a_person) {
    registered();
    done("consent give " + hanako);
    done("person set " + hanako + " --insurer 990028 --moved-in 2026-11-10");
    EXPECT_EQ(reason(), "insurer_not_started") << "the new one was not entered";
    done("insurer set 990028 --state live --live-from 2026-04-01");
    EXPECT_EQ(reason(), "not_registered") << "a registration does not move";
}

TEST_F(StoredFacts, before_a_move_are_those_of_the_former_insurer) {
    done("registration add " + hanako +
         " --office office:9970100021 --service-type 43 --method card --user suzuki --makes-plan yes --from "
         "2026-05-01 --checked 2026-05-01 --last-service 2026-10");
    done("consent give " + hanako + " --given 2026-05-01");
    done("person set " + hanako + " --insurer 990028 --moved-in 2026-11-10");
    EXPECT_EQ(reason("--date 2026-11-09"), "allowed");
    EXPECT_EQ(reason("--date 2026-11-10"), "insurer_not_started");
}

TEST_F(StoredFacts, take_the_actor_of_the_peers_role) {
    const auto of = [&](const std::string& peer) {
        return pilot("policy explain --person " + hanako + " --peer " + peer + " --what cert.opinion");
    };
    EXPECT_EQ(of("plan-office").code, 0) << of("plan-office");
    done("peer add --id net --role network --key " + std::string(64, 'b'));
    expect(of("net"), {.code = 3, .prints = {"missing: --who"}});
    expect(of("shop"), {.prints = {"error[peer-unknown]"}});
}

TEST_F(StoredFacts, are_not_said_as_well) {
    const auto refused = [&](const std::string& more, const std::string& says) {
        expect(pilot("policy explain --what cert.opinion " + more), {.code = 3, .prints = {says}});
    };
    refused("--person " + hanako, "missing: --peer");
    refused("--peer plan-office", "missing: --person");
    refused("--person " + hanako + " --peer plan-office --consent given", "not expected here: --consent");
    for (const std::string relation :
         {"registered", "opinion_requested", "gives_care_service", "case", "plan_maker"}) {
        refused("--person " + hanako + " --peer plan-office --relation " + relation,
                "not expected here: --relation " + relation);
    }
}

} // namespace
} // namespace renkei::online::stored_facts_test
