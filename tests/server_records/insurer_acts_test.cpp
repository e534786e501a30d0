// What a municipality does over FHIR, without a command: every act of the table is done, each of its items by
// itself, and nothing else; a certification goes from its application to its result.
#include "gateway/core/text/words.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/server/records/record_acts.h"

#include "tests/server_records/kit.h"

#include <map>

namespace renkei::server::insurer_acts_test {
namespace {

constexpr base::Millis day = 24 * 60 * 60 * 1000;
const std::string ours = "https://renkei.example.jp/fhir/";

Json coded(const std::string& system, const std::string& code) {
    return {{"coding", Json::array({{{"system", ours + "CodeSystem/" + system}, {"code", code}}})}};
}
Json numbered(const std::string& system, const std::string& value) {
    return {{"identifier", {{"system", system}, {"value", value}}}};
}

class InsurerActs : public testing::Test {
protected:
    InsurerActs() {
        test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
            insurer.state = sharing::InsurerState::live;
            insurer.live_from = sharing::test::day("2026-04-01");
            return diag::Result<sharing::Insurer>(insurer);
        }));
    }
    std::string in_days(int days) const { return time::day_in_japan(kit.now() + days * day).text(); }
    Json person() const {
        return numbered(std::string(RecordsKit::member_system), std::string(RecordsKit::hanako));
    }
    Json insurer() const { return numbered(ours + "IdSystem/kaigo-insurer-no", "990010"); }
    Json application(int days = -20, const std::string& kind = "renewal") const {
        return {{"resourceType", "Task"},
                {"status", "requested"},
                {"intent", "order"},
                {"code", coded("record", "certification")},
                {"for", person()},
                {"authoredOn", in_days(days)},
                {"owner", insurer()},
                {"input",
                 Json::array(
                     {{{"type", coded("certification", "kind_of_application")},
                       {"valueCoding", {{"system", ours + "CodeSystem/certification"}, {"code", kind}}}}})}};
    }
    Json request(int days = -19) const {
        return {{"resourceType", "Task"},
                {"status", "requested"},
                {"intent", "order"},
                {"code", coded("record", "opinion_request")},
                {"for", person()},
                {"authoredOn", in_days(days)},
                {"requester", insurer()},
                {"owner", numbered("http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no",
                                   "9910000018")},
                {"restriction", {{"period", {{"end", in_days(-5)}}}}}};
    }
    Json relation() const {
        Json out{{"resourceType", "Basic"},
                 {"code", coded("record", "stated_relation")},
                 {"subject", person()},
                 {"extension", Json::array({{{"url", ours + "StructureDefinition/stated-relation-record"},
                                             {"extension", Json::array()}}})}};
        part(out, "kind") = {{"url", "kind"}, {"valueCode", "gives_care_service"}};
        part(out, "organisation") = {
            {"url", "organisation"},
            {"valueReference",
             numbered("http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no", "9910000018")}};
        part(out, "from") = {{"url", "from"}, {"valueDate", in_days(-10)}};
        return out;
    }
    // The part of our extension, added if there is none.
    static Json& part(Json& resource, const std::string& name) {
        Json& parts = resource["extension"][0]["extension"];
        for (Json& each : parts) {
            if (each["url"] == name) {
                return each;
            }
        }
        parts.push_back({{"url", name}});
        return parts.back();
    }
    static void say(Json& resource, const std::string& record, const std::string& name,
                    const std::string& type, const Json& value) {
        if (!resource.contains("extension")) {
            resource["extension"] = Json::array(
                {{{"url", ours + "StructureDefinition/" + record}, {"extension", Json::array()}}});
        }
        part(resource, name) = {{"url", name}, {"value" + type, value}};
    }
    static Json level(const std::string& code) {
        return {{"system", ours + "CodeSystem/care-level"}, {"code", code}};
    }
    static void done(Json& task, const std::string& step, const std::string& on) {
        task["output"].push_back({{"type", coded("certification", step)}, {"valueDate", on}});
    }
    // As the town changed it; the audit says by which act.
    Json changed(const Json& body, const std::string& act) {
        const Response response = kit.put(body["resourceType"], body, "town");
        EXPECT_EQ(response.status, 200) << act << response.body;
        EXPECT_EQ(kit.last_event().interaction, act);
        EXPECT_EQ(kit.last_event().peer, "town");
        return Json::parse(response.body);
    }

    RecordsKit kit;
};

TEST_F(InsurerActs, lead_an_application_to_its_result_and_a_correction_takes_it_back) {
    Json task = kit.entered("Task", application(), "town");
    Json asked = kit.entered("Task", request(), "town");
    EXPECT_EQ(kit.last_event().interaction, "opinions-request");
    done(task, "survey", in_days(-15));
    task = changed(task, "certification-step");
    EXPECT_EQ(task["status"], "in-progress");
    EXPECT_EQ(task["businessStatus"]["coding"][0]["code"], "doctor_opinion");
    done(asked, "doctor_opinion", in_days(-10));
    say(asked, "opinion-request-record", "way", "Code", "paper");
    asked = changed(asked, "opinions-receive");
    EXPECT_EQ(asked["status"], "completed");
    task = Json::parse(kit.get("/fhir/Task/" + task["id"].get<std::string>(), "town").body);
    EXPECT_EQ(task["output"].size(), 2U) << "the opinion that came is a step of its application";
    done(task, "first_decision", in_days(-8));
    done(task, "board", in_days(-4));
    done(task, "result", in_days(-3));
    say(task, "certification-record", "level", "Coding", level("22"));
    say(task, "certification-record", "levelPeriod", "Period",
        {{"start", in_days(-20)}, {"end", in_days(345)}});
    task = changed(task, "certification-step");
    EXPECT_EQ(task["status"], "completed");
    asked = Json::parse(kit.get("/fhir/Task/" + asked["id"].get<std::string>(), "town").body);
    EXPECT_EQ(part(asked, "decided")["valueDate"], in_days(-3)) << "by the result";
    say(asked, "opinion-request-record", "delivered", "Date", in_days(-1));
    asked = changed(asked, "opinions-deliver");
    Json corrected = task;
    part(corrected, "level")["valueCoding"] = level("23");
    corrected = changed(corrected, "certification-step");
    EXPECT_EQ(part(corrected, "level")["valueCoding"]["code"], "23");
    EXPECT_NE(kit.last_event().query.find("level:22>23"), std::string::npos) << kit.last_event().query;
    EXPECT_EQ(kit.put("Task", corrected, "town").status, 200) << "the same again";
}

TEST_F(InsurerActs, over_FHIR_are_refused_by_their_rules) {
    Json task = kit.entered("Task", application(), "town");
    const auto refused = [&](const Json& body, int status, const std::string& code) {
        const Response response = kit.put(body["resourceType"], body, "town");
        EXPECT_EQ(response.status, status) << response.body;
        EXPECT_EQ(code_of(response), code) << response.body;
    };
    Json wrong = task;
    done(wrong, "board", in_days(-1));
    refused(wrong, 409, "certification-step-missing");
    wrong = task;
    wrong["authoredOn"] = in_days(-19);
    refused(wrong, 422, "record-member-fixed");
    wrong = task;
    wrong["status"] = "completed"; // what follows from the rest is not said otherwise
    refused(wrong, 422, "sharing-record-wrong");
    wrong = task;
    say(wrong, "certification-record", "level", "Coding", level("22"));
    say(wrong, "certification-record", "levelPeriod", "Period", {{"start", in_days(-20)}});
    refused(wrong, 409, "certification-step-missing");
    wrong = task;
    done(wrong, "survey", in_days(-15)); // two acts at once
    say(wrong, "certification-record", "withdrawn", "Date", in_days(0));
    refused(wrong, 422, "record-member-fixed");
    wrong = task;
    wrong["for"]["identifier"]["value"] = RecordsKit::taro;
    refused(wrong, 422, "record-member-fixed");
    for (const std::string peer : {"city", "manager", "clinic"}) {
        EXPECT_EQ(kit.put("Task", task, peer).status, 404) << peer;
    }
    Json early = request();
    say(early, "opinion-request-record", "closed", "Date", in_days(-1));
    EXPECT_EQ(kit.post("Task", early, "town").status, 422) << "a new one has not ended";
}

// Each item that the table says of an act changes by that act alone.
TEST_F(InsurerActs, are_those_of_the_table_for_each_of_their_items) {
    struct Change {
        std::string kind;
        std::string item;
        std::function<void(Json&)> make;
    };
    const auto extension = [&](const std::string& record, const std::string& name, const std::string& type,
                               const Json& value) {
        return [=](Json& it) { say(it, record, name, type, value); };
    };
    const std::string c = "certification";
    const std::string o = "opinion_request";
    const std::vector<Change> changes{
        {c, "days.survey", [&](Json& it) { done(it, "survey", in_days(-15)); }},
        {c, "days.doctor_opinion", [&](Json& it) { done(it, "doctor_opinion", in_days(-14)); }},
        {c, "days.first_decision", [&](Json& it) { done(it, "first_decision", in_days(-13)); }},
        {c, "days.board", [&](Json& it) { done(it, "board", in_days(-12)); }},
        {c, "days.result", [&](Json& it) { done(it, "result", in_days(-11)); }},
        {c, "certified.level",
         [&](Json& it) {
             say(it, "certification-record", "level", "Coding", level("22"));
             say(it, "certification-record", "levelPeriod", "Period", {{"start", in_days(-20)}});
         }},
        {c, "certified.from",
         extension("certification-record", "levelPeriod", "Period", {{"start", in_days(-19)}})},
        {c, "certified.until",
         extension("certification-record", "levelPeriod", "Period",
                   {{"start", in_days(-19)}, {"end", in_days(300)}})},
        {o, "received.day", [&](Json& it) { done(it, "doctor_opinion", in_days(-10)); }},
        {o, "received.way", extension("opinion-request-record", "way", "Code", "file")},
        {o, "received.doctor_agrees", extension("opinion-request-record", "doctorAgrees", "Boolean", true)},
        {o, "decided", extension("opinion-request-record", "decided", "Date", in_days(-3))},
        {o, "delivered", extension("opinion-request-record", "delivered", "Date", in_days(-2))},
        {o, "closed", extension("opinion-request-record", "closed", "Date", in_days(-1))},
        {"stated_relation", "until", extension("stated-relation-record", "until", "Date", in_days(5))},
    };
    std::map<std::string, Json> kept{{c, kit.entered("Task", application(), "town")},
                                     {o, kit.entered("Task", request(-30), "town")},
                                     {"stated_relation", kit.entered("Basic", relation(), "town")}};
    std::map<std::string, std::string> act_of;
    for (const Change& each : changes) {
        Json& body = kept[each.kind];
        each.make(body);
        const Response response = kit.put(body["resourceType"], body, "town");
        ASSERT_EQ(response.status, 200) << each.item << response.body;
        act_of[each.kind + " " + each.item] = kit.last_event().interaction;
        body = Json::parse(response.body);
    }
    for (const RecordAct& act : record_acts()) {
        const bool has_days_of_its_own = act.act == "delay" || act.act == "withdraw" || act.act == "reject";
        if (act.how != "change" || act.act == "name" || has_days_of_its_own ||
            !kept.contains(std::string(act.kind))) {
            continue; // tests of their own
        }
        for (const ActItem& each : act.asked()) {
            const std::string item = std::string(act.kind) + " " + std::string(each.name);
            EXPECT_EQ(act_of[item], act.interaction) << item;
        }
    }
    EXPECT_EQ(act_of.size(), changes.size());
}

TEST_F(InsurerActs, end_an_application_without_a_result) {
    const auto end = [&](const std::string& name, const std::string& on, const std::string& act) {
        kit.site.clock.pass(1);
        Json task = kit.entered("Task", application(), "town");
        say(task, "certification-record", name, "Date", on);
        return changed(task, act)["status"].get<std::string>();
    };
    EXPECT_EQ(end("withdrawn", in_days(0), "certification-withdraw"), "cancelled");
    EXPECT_EQ(end("withdrawn", in_days(-21), "certification-withdraw"), "entered-in-error");
    EXPECT_EQ(end("rejected", in_days(-1), "certification-reject"), "rejected");
    Json task = kit.entered("Task", application(), "town");
    say(task, "certification-record", "delayUntil", "Date", in_days(40));
    task["output"] =
        Json::array({{{"type", coded("certification", "delay_notice")}, {"valueDate", in_days(0)}}});
    task["statusReason"] = {{"text", "主治医の入院"}};
    task = changed(task, "certification-delay");
    EXPECT_EQ(task["restriction"]["period"]["end"], in_days(40));
}

TEST_F(InsurerActs, are_refused_where_half_is_said) {
    Json task = kit.entered("Task", application(), "town");
    for (const char* step : {"survey", "doctor_opinion", "first_decision", "board", "result"}) {
        done(task, step, in_days(-3));
    }
    Json wrong = task;
    say(wrong, "certification-record", "level", "Coding", level("22"));
    EXPECT_EQ(code_of(kit.put("Task", wrong, "town")), "certification-incomplete") << "from which day?";
    wrong = task;
    say(wrong, "certification-record", "levelPeriod", "Period", {{"start", in_days(-20)}});
    EXPECT_EQ(code_of(kit.put("Task", wrong, "town")), "certification-incomplete") << "which level?";
    wrong = kit.found("Task", "town").front();
    say(wrong, "certification-record", "delayUntil", "Date", in_days(40));
    wrong["output"] =
        Json::array({{{"type", coded("certification", "delay_notice")}, {"valueDate", in_days(0)}}});
    EXPECT_EQ(code_of(kit.put("Task", wrong, "town")), "certification-incomplete") << "why?";
    EXPECT_EQ(kit.found("Task", "town").size(), 1U) << "what was refused is not kept";
}

TEST_F(InsurerActs, are_of_the_one_that_insures_the_person_now) {
    Json task = kit.entered("Task", application(), "town");
    Json relation_kept = kit.entered("Basic", relation(), "town");
    test::must(
        ledger::change_state(kit.store(), kit.subject(), {.insurer = "990028", .moved_in = kit.now() - day}));
    say(task, "certification-record", "withdrawn", "Date", in_days(0));
    say(relation_kept, "stated-relation-record", "until", "Date", in_days(0));
    for (const std::string peer : {"city", "town"}) {
        EXPECT_EQ(kit.put("Task", task, peer).status, 404) << peer;
        EXPECT_EQ(kit.put("Basic", relation_kept, peer).status, 404) << peer;
        EXPECT_EQ(kit.get("/fhir/Basic/" + relation_kept["id"].get<std::string>(), peer).status, 404) << peer;
    }
}

TEST_F(InsurerActs, say_what_is_known_of_a_person) {
    Json state{{"resourceType", "Basic"},
               {"code", coded("record", "person_state")},
               {"subject", person()},
               {"extension", Json::array({{{"url", ours + "StructureDefinition/person-state-record"},
                                           {"extension", Json::array()}}})}};
    part(state, "hidden") = {{"url", "hidden"}, {"valueCode", "history"}};
    for (const std::string peer : {"city", "manager", "stranger"}) {
        EXPECT_EQ(kit.post("Basic", state, peer).status, 403) << peer;
    }
    const Response first = kit.post("Basic", state, "town");
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_EQ(kit.last_event().interaction, "person-set");
    EXPECT_EQ(kit.last_event().peer, "town");
    EXPECT_EQ(kit.post("Basic", state, "town").status, 200) << "the same again";
    Json kept = Json::parse(first.body);
    const std::string id = kept["id"];
    EXPECT_EQ(part(kept, "insurer")["valueString"], "990010");
    const Response read = kit.get("/fhir/Basic/" + id, "town");
    ASSERT_EQ(read.status, 200) << read.body;
    EXPECT_EQ(kit.get("/fhir/Basic/" + id, "city").status, 404);
    EXPECT_EQ(kit.get("/fhir/Basic/" + id, "manager").status, 404);
    part(kept, "died") = {{"url", "died"}, {"valueInstant", in_days(-1) + "T10:00:00+09:00"}};
    const Response dead = kit.put("Basic", kept, "town");
    ASSERT_EQ(dead.status, 200) << dead.body;
    Json now = Json::parse(dead.body);
    EXPECT_TRUE(part(now, "died").contains("valueInstant"));
    EXPECT_EQ(kit.put("Basic", kept, "city").status, 404);
    EXPECT_EQ(kit.put("Basic", kept, "town", {{"If-Match", "W/\"x\""}}).status, 412);
    Json& parts = now["extension"][0]["extension"];
    parts.erase(std::ranges::find_if(parts, [](const Json& it) { return it["url"] == "died"; }));
    now = Json::parse(kit.put("Basic", now, "town").body); // it was a mistake
    EXPECT_FALSE(part(now, "died").contains("valueInstant"));
    EXPECT_EQ(kit.found("Basic", "town").size(), 1U);
    EXPECT_TRUE(kit.found("Basic", "city").empty());
    Json unknown = kept;
    unknown["id"] = std::string(64, 'a');
    EXPECT_EQ(kit.put("Basic", unknown, "town").status, 404);
}

TEST_F(InsurerActs, set_the_insurers_own_choices) {
    Json own = Json::parse(kit.get("/fhir/Basic/990010", "town").body);
    part(own, "strict") = {{"url", "strict"}, {"valueBoolean", true}};
    part(own, "graceMonths") = {{"url", "graceMonths"}, {"valueInteger", 6}};
    part(own, "proxies") = {{"url", "proxies"}, {"valueString", "legal_representative family"}};
    const Response response = kit.put("Basic", own, "town");
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(kit.last_event().interaction, "insurer-set");
    Json kept = Json::parse(kit.get("/fhir/Basic/990010", "town").body);
    EXPECT_EQ(part(kept, "graceMonths")["valueInteger"], 6);
    EXPECT_EQ(part(kept, "proxies")["valueString"], "legal_representative family");
    EXPECT_EQ(kit.put("Basic", own, "city").status, 403);
    EXPECT_EQ(kit.get("/fhir/Basic/990010", "city").status, 404);
    for (const int months : {-1, 1000}) { // kept, it could not be read again
        Json wrong = kept;
        part(wrong, "graceMonths")["valueInteger"] = months;
        EXPECT_EQ(code_of(kit.put("Basic", wrong, "town")), "sharing-record-wrong") << months;
    }
    part(kept, "proxies")["valueString"] = "legal_representative uncle";
    EXPECT_EQ(code_of(kit.put("Basic", kept, "town")), "sharing-record-wrong");
    part(kept, "proxies")["valueString"] = "legal_representative";
    part(kept, "functions") = {{"url", "functions"}, {"valueString", "nothing=2026-04-01"}};
    EXPECT_EQ(code_of(kit.put("Basic", kept, "town")), "sharing-record-wrong");
}

} // namespace
} // namespace renkei::server::insurer_acts_test
