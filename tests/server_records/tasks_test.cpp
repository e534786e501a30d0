// What is under way for a person over FHIR: who finds and reads it, and the work lists.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/http/request_target.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"

#include "tests/server_records/kit.h"
#include "tests/support/certification_change.h"

#include <fstream>
#include <iterator>

namespace renkei::server::tasks_test {
namespace {

using Step = sharing::CertificationStep;

constexpr base::Millis day = 24 * 60 * 60 * 1000;
const std::string tag = "_tag=https://renkei.example.jp/fhir/CodeSystem/record%7Csharing";
const policy::Number clinic{"institution", "9910000018"};

class Tasks : public testing::Test {
protected:
    Tasks() {
        test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
            insurer.state = sharing::InsurerState::live;
            insurer.live_from = sharing::test::day("2026-04-01");
            return diag::Result<sharing::Insurer>(insurer);
        }));
        test::must(ledger::enter(kit.store(), ledger::registration_add, kit.subject(),
                                 {.office = {"office", "9970100013"},
                                  .service_type = "43",
                                  .identity = sharing::IdentityCheck{.at = kit.now(), .user = "suzuki"},
                                  .from = in_days(0)}));
        kit.site.clock.pass(1);
    }
    time::Date in_days(int days) const { return time::day_in_japan(kit.now() + days * day); }
    sharing::Certification applied(std::string_view person = RecordsKit::hanako, int days = -20) {
        kit.site.clock.pass(1); // ids sort by time
        return test::must(
            ledger::enter(kit.store(), ledger::certification_start, kit.subject(person),
                          {.kind = sharing::ApplicationKind::renewal, .days = {in_days(days)}}));
    }
    void change(const sharing::Certification& it, const ledger::CertificationChange& what) {
        test::must(ledger::change_certification(kit.store(), kit.subject().person, it.id, what));
    }
    sharing::OpinionRequest asked(std::string_view person = RecordsKit::hanako) {
        kit.site.clock.pass(1);
        return test::must(ledger::enter(
            kit.store(), ledger::opinion_request, kit.subject(person),
            {.institution = clinic, .reference = "第12号", .sent = in_days(-19), .due = in_days(-5)}));
    }
    void set_state(const ledger::StateChange& what, std::string_view person = RecordsKit::hanako) {
        test::must(ledger::change_state(kit.store(), kit.subject(person), what));
    }
    Json searched(const std::string& peer, const std::string& parameters = {}) {
        const Response response = kit.send("POST", "/fhir/Task/_search", tag + parameters, peer,
                                           {{"Content-Type", "application/x-www-form-urlencoded"}});
        EXPECT_EQ(response.status, 200) << response.body;
        return Json::parse(response.body);
    }
    std::vector<Json> waiting(const std::string& peer, const std::string& parameters = {}) {
        std::vector<Json> out;
        for (const Json& entry : searched(peer, parameters).value("entry", Json::array())) {
            out.push_back(entry["resource"]);
        }
        return out;
    }
    std::vector<std::string> ids(const std::vector<Json>& tasks) {
        std::vector<std::string> out;
        for (const Json& each : tasks) {
            out.push_back(each["id"]);
        }
        return out;
    }
    Response read(const std::string& id, const std::string& peer) {
        return kit.get("/fhir/Task/" + id, peer);
    }
    RecordsKit kit;
};

std::string code_in(const Json& concept_json) { return concept_json["coding"][0]["code"]; }

TEST_F(Tasks, say_how_far_a_certification_is) {
    const sharing::Certification it = applied();
    Json task = kit.found("Task", "town").at(0);
    EXPECT_EQ(task["status"], "requested");
    EXPECT_EQ(task["intent"], "order");
    EXPECT_EQ(code_in(task["code"]), "certification");
    EXPECT_EQ(code_in(task["businessStatus"]), "survey");
    EXPECT_EQ(task["for"]["identifier"]["value"], RecordsKit::hanako);
    EXPECT_EQ(task["authoredOn"], in_days(-20).text());
    EXPECT_EQ(task["owner"]["identifier"]["value"], "990010");
    EXPECT_EQ(task["restriction"]["period"]["end"], in_days(10).text());
    EXPECT_EQ(task["input"][0]["valueCoding"]["code"], "renewal");
    EXPECT_FALSE(task.contains("output"));
    const Json before = task;
    change(it, ledger::StepDone{Step::survey, in_days(-10)});
    change(it, sharing::DelayNotice{in_days(-2), in_days(30), "調査に日時を要するため"});
    task = kit.found("Task", "town").at(0);
    EXPECT_EQ(task["status"], "in-progress");
    EXPECT_EQ(code_in(task["businessStatus"]), "doctor_opinion");
    EXPECT_EQ(task["statusReason"]["text"], "調査に日時を要するため");
    EXPECT_EQ(task["restriction"]["period"]["end"], in_days(30).text());
    EXPECT_EQ(task["executionPeriod"], Json({{"start", in_days(-10).text()}}));
    ASSERT_EQ(task["output"].size(), 2U);
    EXPECT_EQ(code_in(task["output"][0]["type"]), "survey");
    EXPECT_EQ(task["output"][0]["valueDate"], in_days(-10).text());
    EXPECT_EQ(code_in(task["output"][1]["type"]), "delay_notice");
    EXPECT_NE(task["meta"]["versionId"], before["meta"]["versionId"]);
    for (const Step each : {Step::doctor_opinion, Step::first_decision, Step::board, Step::result}) {
        change(it, ledger::StepDone{each, in_days(-1)});
    }
    task = kit.found("Task", "town").at(0);
    EXPECT_EQ(task["status"], "completed");
    EXPECT_FALSE(task.contains("businessStatus"));
    EXPECT_EQ(task["executionPeriod"]["end"], in_days(-1).text());
}

TEST_F(Tasks, are_cancelled_rejected_or_entered_in_error) {
    change(applied(), ledger::Withdrawn{in_days(0)});
    change(applied(), ledger::Withdrawn{in_days(-21)});
    change(applied(), ledger::Rejection{in_days(-1)});
    std::vector<std::string> statuses;
    for (const Json& each : kit.found("Task", "town")) {
        statuses.push_back(each["status"]);
    }
    EXPECT_EQ(statuses, (std::vector<std::string>{"cancelled", "entered-in-error", "rejected"}));
}

TEST_F(Tasks, are_valid_resources_of_r4) {
    const sharing::Certification it = applied();
    change(it, ledger::StepDone{Step::survey, in_days(-10)});
    change(it, sharing::DelayNotice{in_days(-2), in_days(30), "調査"});
    const sharing::OpinionRequest request = asked();
    test::must(ledger::change(
        kit.store(), ledger::opinion_receive, kit.subject().person, request.id,
        ledger::edited([&](sharing::OpinionRequest& asked) { asked.received = {.day = in_days(-6)}; })));
    const std::vector<Json> tasks = kit.found("Task", "town");
    ASSERT_EQ(tasks.size(), 2U);
    for (const Json& each : tasks) {
        const Response checked = kit.send("POST", "/fhir/$validate", each.dump(), "town",
                                          {{"Content-Type", "application/fhir+json"}});
        EXPECT_EQ(checked.status, 200) << checked.body;
        EXPECT_EQ(checked.body.find("\"severity\":\"error\""), std::string::npos) << checked.body << "\n"
                                                                                  << each.dump();
    }
}

TEST_F(Tasks, of_a_certification_are_seen_by_the_insurer_and_the_registered_care_manager_alone) {
    const sharing::Certification it = applied();
    for (const std::string peer : {"town", "manager"}) {
        ASSERT_EQ(kit.found("Task", peer).size(), 1U) << peer;
        const Response response = read(it.id, peer);
        EXPECT_EQ(response.status, 200) << peer << response.body;
        EXPECT_EQ(Json::parse(response.body)["for"]["identifier"]["value"], RecordsKit::hanako);
    }
    EXPECT_EQ(kit.last_event().interaction, "task-list");
    EXPECT_EQ(kit.last_event().person, seal::to_hex(kit.subject().person));
    EXPECT_NE(kit.last_event().ground.find("/reads_without_consent/registered"), std::string::npos)
        << kit.last_event().ground;
    for (const std::string peer : {"city", "home", "clinic", "hospital", "stranger", "network"}) {
        EXPECT_EQ(kit.search("Task", peer).body, kit.search("Task", peer, RecordsKit::taro).body) << peer;
        EXPECT_TRUE(kit.found("Task", peer).empty()) << peer;
        const Response response = read(it.id, peer);
        EXPECT_EQ(response.status, 404) << peer;
        constexpr std::string_view no_record = "01990000-0000-7000-8000-000000000000";
        EXPECT_EQ(documents::replaced(response.body, it.id, std::string(no_record)),
                  read(std::string(no_record), peer).body)
            << peer;
    }
}

TEST_F(Tasks, of_a_certification_close_with_the_registration) {
    const sharing::Certification it = applied();
    const store::PersonRecords records =
        test::must(kit.store().read_value<store::PersonRecords>([&](const store::Snapshot& snapshot) {
            return store::person_records(snapshot, kit.subject().person, {});
        }));
    kit.site.clock.pass(1);
    test::must(ledger::end_registration(kit.store(), kit.subject().person,
                                        records.registrations.at(0).record.id,
                                        sharing::RegistrationEnd::person, kit.now()));
    kit.site.clock.pass(1);
    EXPECT_TRUE(kit.found("Task", "manager").empty());
    EXPECT_NE(kit.last_event().ground.find("registration_ended"), std::string::npos)
        << kit.last_event().ground;
    EXPECT_EQ(read(it.id, "manager").status, 404);
}

TEST_F(Tasks, of_a_hidden_person_are_of_the_insurer_and_of_who_is_asked) {
    const sharing::Certification it = applied();
    (void)asked();
    set_state({.hidden = sharing::Hidden::history});
    EXPECT_EQ(kit.found("Task", "town").size(), 2U);
    EXPECT_TRUE(kit.found("Task", "manager").empty());
    EXPECT_EQ(read(it.id, "manager").status, 404);
    EXPECT_EQ(kit.found("Task", "clinic").size(), 1U);
    EXPECT_EQ(waiting("clinic").size(), 1U);
    EXPECT_TRUE(waiting("hospital").empty());
}

TEST_F(Tasks, of_a_certification_are_closed_before_the_insurer_has_started) {
    (void)applied();
    test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
        insurer.state = sharing::InsurerState::loading;
        return diag::Result<sharing::Insurer>(insurer);
    }));
    EXPECT_TRUE(kit.found("Task", "manager").empty());
    EXPECT_EQ(kit.found("Task", "town").size(), 1U) << "what was made to it is its own";
    EXPECT_TRUE(kit.found("Task", "city").empty());
}

TEST_F(Tasks, do_not_move_along_with_the_person) {
    const sharing::Certification it = applied();
    const sharing::OpinionRequest request = asked();
    set_state({.insurer = "990028", .moved_in = kit.now()});
    for (const std::string peer : {"town", "city", "manager", "clinic"}) {
        EXPECT_TRUE(kit.found("Task", peer).empty()) << peer;
        EXPECT_TRUE(waiting(peer).empty()) << peer;
        EXPECT_EQ(read(it.id, peer).status, 404) << peer;
        EXPECT_EQ(read(request.id, peer).status, 404) << peer;
    }
}

TEST_F(Tasks, of_an_opinion_are_the_work_list_of_its_institution) {
    const sharing::OpinionRequest first = asked();
    const sharing::OpinionRequest second = asked(RecordsKit::taro);
    const std::vector<Json> list = waiting("clinic");
    EXPECT_EQ(ids(list), (std::vector<std::string>{first.id, second.id}));
    EXPECT_EQ(list[0]["status"], "requested");
    EXPECT_EQ(code_in(list[0]["code"]), "opinion_request");
    EXPECT_EQ(list[0]["identifier"][0]["value"], "第12号");
    EXPECT_EQ(list[0]["owner"]["identifier"]["value"], "9910000018");
    EXPECT_EQ(list[0]["requester"]["identifier"]["value"], "990010");
    EXPECT_EQ(list[0]["restriction"]["period"]["end"], in_days(-5).text());
    EXPECT_EQ(list[0]["for"]["identifier"]["value"], RecordsKit::hanako);
    EXPECT_NE(kit.last_event().query.find(seal::to_hex(kit.subject().person).substr(0, 16)),
              std::string::npos)
        << kit.last_event().query;
    EXPECT_EQ(ids(kit.found("Task", "clinic")), std::vector{first.id});
    EXPECT_TRUE(waiting("hospital").empty());
    EXPECT_TRUE(waiting("stranger").empty());
    EXPECT_EQ(read(first.id, "hospital").status, 404);
    EXPECT_EQ(read(first.id, "manager").status, 404) << "the matrix does not show it";

    test::must(ledger::change(
        kit.store(), ledger::opinion_receive, kit.subject().person, first.id,
        ledger::edited([&](sharing::OpinionRequest& it) { it.received = {.day = in_days(0)}; })));
    EXPECT_EQ(ids(waiting("clinic")), std::vector{second.id});
    EXPECT_TRUE(kit.found("Task", "clinic").empty()) << "nothing is left to do";
    const Json done = Json::parse(read(first.id, "clinic").body);
    EXPECT_EQ(done["status"], "completed") << "the receipt";
    EXPECT_EQ(done["output"][0]["valueDate"], in_days(0).text());
}

TEST_F(Tasks, that_wait_for_a_municipality_come_page_by_page) {
    const sharing::Certification first = applied();
    const sharing::Certification second = applied(RecordsKit::taro);
    const sharing::OpinionRequest request = asked();
    const std::vector<std::string> all{request.id, first.id, second.id}; // what is due first
    EXPECT_EQ(searched("town").value("total", 0), 3);
    EXPECT_EQ(ids(waiting("town")), all);
    EXPECT_TRUE(waiting("city").empty());
    std::vector<std::string> found;
    Json page = searched("town", "&_count=1");
    EXPECT_FALSE(page.contains("total"));
    for (int pages = 0; pages < 10; ++pages) {
        for (const Json& entry : page.value("entry", Json::array())) {
            found.push_back(entry["resource"]["id"]);
        }
        if (page["link"].size() < 2) {
            break;
        }
        const std::string next = page["link"][1]["url"];
        EXPECT_TRUE(std::string(page["link"][0]["url"]).ends_with("&_count=1")) << page["link"];
        EXPECT_TRUE(next.starts_with(std::string(page["link"][0]["url"]) + "&_page=")) << page["link"];
        EXPECT_EQ(next.find("990010"), std::string::npos);
        const std::string path = next.substr(next.find("/fhir/"));
        EXPECT_NE(kit.get(path, "city").status, 200) << "a link is its caller's";
        EXPECT_EQ(code_of(kit.get(path + "&status=requested", "town")), "parameter-wrong")
            << "asked beside it, and not by the first page";
        std::string more = path;
        EXPECT_EQ(code_of(kit.get(more.replace(more.find("_count=1"), 8, "_count=2"), "town")),
                  "parameter-wrong");
        const Response response = kit.get(path, "town");
        ASSERT_EQ(response.status, 200) << response.body;
        page = Json::parse(response.body);
    }
    EXPECT_EQ(found, all);
}

TEST_F(Tasks, are_chosen_by_status_and_owner) {
    const sharing::Certification begun = applied();
    change(begun, ledger::StepDone{Step::survey, in_days(-10)});
    const sharing::Certification other = applied(RecordsKit::taro);
    const sharing::OpinionRequest request = asked();
    EXPECT_EQ(ids(waiting("town", "&status=in-progress")), std::vector{begun.id});
    EXPECT_EQ(ids(waiting("town", "&status=requested")), (std::vector<std::string>{request.id, other.id}));
    EXPECT_EQ(waiting("town", "&status=requested,in-progress").size(), 3U);
    EXPECT_EQ(ids(waiting("town", "&status=http://hl7.org/fhir/task-status%7Cin-progress")),
              std::vector{begun.id});
    EXPECT_EQ(ids(waiting("town", "&owner.identifier=9910000018")), std::vector{request.id});
    EXPECT_EQ(ids(waiting("town", "&owner.identifier=" +
                                      http::percent_encoded("https://renkei.example.jp/fhir/IdSystem/"
                                                            "kaigo-insurer-no|990010"))),
              (std::vector<std::string>{begun.id, other.id}));
}

TEST_F(Tasks, are_asked_for_rightly_or_refused) {
    const auto refused = [&](const std::string& method, const std::string& path, const std::string& body,
                             const std::string& code) {
        const Response response =
            kit.send(method, path, body, "town", {{"Content-Type", "application/x-www-form-urlencoded"}});
        EXPECT_EQ(response.status, 400) << path << response.body;
        EXPECT_EQ(code_of(response), code) << path;
    };
    refused("POST", "/fhir/Task/_search", tag + "&status=late", "parameter-wrong");
    refused("POST", "/fhir/Task/_search", tag + "&status=http://hl7.org/fhir/list-status%7Crequested",
            "parameter-wrong");
    refused("POST", "/fhir/Task/_search", tag + "&_count=x", "parameter-wrong");
    refused("POST", "/fhir/Task/_search", tag + "&tea=1", "search-parameter-unknown");
    refused("POST", "/fhir/Task/_search", tag + "&patient.identifier=1", "parameter-wrong");
    refused("GET", "/fhir/Task?" + tag + "&patient.identifier=1", "", "person-in-url");
}

TEST_F(Tasks, have_codes_that_the_package_defines) {
    std::ifstream file(RENKEI_SOURCE "/profiles/codes/certification.yaml");
    const std::string source{std::istreambuf_iterator<char>(file), {}};
    const auto defines = [&](std::string_view code) {
        return source.find("{code: " + std::string(code) + ", display: ") != std::string::npos;
    };
    for (const std::string_view each : sharing::words<Step>) {
        EXPECT_TRUE(defines(each)) << each;
    }
    for (const std::string_view each : sharing::words<sharing::ApplicationKind>) {
        EXPECT_TRUE(defines(each)) << each;
    }
    for (const std::string_view each : {"delay_notice", "kind_of_application"}) {
        EXPECT_TRUE(defines(each)) << each;
    }
}

} // namespace
} // namespace renkei::server::tasks_test
