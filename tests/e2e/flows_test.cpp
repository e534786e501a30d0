// A stay in a hospital and back, eligibility, certification.
#include "flows_kit.h"

namespace renkei::e2e::flows_test {
namespace {

// 入退院: admission form → hospital (FHIR at once, and a file) → discharge record begun from it → back; ADL
// before and after.
TEST_P(Flows, a_stay_in_a_hospital_and_back) {
    const fs::path inbox = folder.path() / "hospital";
    fs::create_directories(inbox);
    Site site(folder.path() / "a", authority, "gateway-a", store());
    site.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013",
                                   "--delivery-method", "mailbox"});
    site.add_peer("hospital",
                  {"--role", "hospital", "--number", "institution:9910100016", "--number",
                   "office:9910100016", "--delivery-method", "folder", "--address", inbox.string()});
    site.start();
    Client manager = site.client("care-manager");
    Client hospital = site.client("hospital");

    const std::string sent = path_of(manager.post("/documents", csv, fixture(admission)));
    const Reply bundle = hospital.get(sent, {{"Accept", fhir}});
    ASSERT_EQ(bundle.status, 200) << bundle.body;
    EXPECT_EQ(json::parse(bundle.body).at("type"), "document");
    ASSERT_TRUE(eventually([&] { return files_in(inbox).size() == 1; })) << site.command({"outbox", "list"});
    const fs::path came = files_in(inbox).front();
    EXPECT_EQ(content(came), fixture(admission));

    const fs::path record = folder.path() / "discharge.csv";
    const Ended begun = run({renkei(),
                             "prefill",
                             came.string(),
                             "-o",
                             record.string(),
                             "--document-id",
                             "STAY-1",
                             "--created",
                             "2026-03-10T09:00:00+09:00",
                             "--set",
                             "entry_date=2026-03-10",
                             "--set",
                             "adl_move=3",
                             "--set",
                             "adl_transfer=2",
                             "--set",
                             "adl_bathing=4",
                             "--format",
                             "json",
                             "--fail-on",
                             "error"});
    ASSERT_EQ(begun.code, 0) << begun.err;
    EXPECT_NE(begun.err.find("prefill-compare"), std::string::npos) << "what was before is not taken over";
    const std::string back = path_of(hospital.post("/documents", csv, content(record)));

    const Reply mailbox = manager.get("/mailbox");
    EXPECT_NE(mailbox.body.find(back.substr(back.rfind('/') + 1)), std::string::npos) << mailbox.body;
    EXPECT_EQ(manager.get(back, {{"Accept", csv}}).body, content(record));
    const Reply page = manager.get(back + "/person", {{"Accept", "text/html"}});
    ASSERT_EQ(page.status, 200) << page.body;
    const std::string compared = between(page.body, "<caption>前と最新の比較", "</table>");
    for (const auto& [name, before, after, has_changed] :
         {std::tuple("移動", "見守り", "一部介助", true), std::tuple("移乗", "見守り", "見守り", false),
          std::tuple("入浴", "一部介助", "全介助", true)}) {
        const std::size_t at = compared.find(name);
        ASSERT_NE(at, std::string::npos) << name << "\n" << compared;
        const std::string line = compared.substr(at, compared.find("</tr>", at) - at);
        const std::string left = between(line, "data-label=\"前\"", "</td>");
        const std::string right = between(line, "data-label=\"最新\"", "</td>");
        EXPECT_NE(left.find(before), std::string::npos) << line;
        EXPECT_NE(left.find("2026年1月12日"), std::string::npos) << line;
        EXPECT_NE(right.find(after), std::string::npos) << line;
        EXPECT_NE(right.find("2026年3月10日"), std::string::npos) << line;
        EXPECT_EQ(right.find("変化") != std::string::npos, has_changed) << line;
    }
    site.stop();
    site.command({"audit", "verify"});
}

// 資格確認: the municipality's card, asked by number and day, as JSON and as FHIR; only who may read it is
// answered.
TEST_P(Flows, eligibility_by_number_and_day) {
    Site site(folder.path() / "a", authority, "gateway-a", "sharing: {enabled: true}\n" + store());
    site.add_peer("town",
                  {"--role", "municipality", "--number", "insurer:990010", "--number", "office:9970102001"});
    site.add_peer("plan-office",
                  {"--role", "care_manager", "--number", "office:9970100021", "--job", "care_manager"});
    site.command({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01"});
    site.start();
    const std::string sent = path_of(site.client("town").post("/documents", csv, fixture(card)));
    Client office = site.client("plan-office");
    const std::string asked = "person=insurer%3A990010%7C0000001016&date=2026-05-01";
    const auto ask = [&] { return office.post("/eligibility/_search", form_type, asked); };
    const Reply before = ask();
    EXPECT_EQ(before.status, 404);
    EXPECT_EQ(office.post("/eligibility/_search", form_type, "person=insurer%3A990010%7C0000009998").body,
              before.body)
        << "as one who is not known";
    site.command({"registration", "add", "insurer:990010|0000001016", "--office", "office:9970100021",
                  "--service-type", "43", "--method", "card", "--user", "suzuki"});
    const Reply after = ask();
    ASSERT_EQ(after.status, 200) << after.body;
    const json fields = json::parse(after.body).at("fields");
    const auto value = [&](const std::string& id) {
        const auto field =
            std::ranges::find_if(fields, [&](const json& each) { return each["field"] == id; });
        EXPECT_EQ((*field)["state"], "stated") << *field;
        EXPECT_EQ((*field)["values"][0]["documents"][0]["id"], sent.substr(sent.rfind('/') + 1)) << *field;
        return (*field)["values"][0]["value"].get<std::string>();
    };
    EXPECT_EQ(value("insured_no"), "0000001016");
    EXPECT_EQ(value("care_level"), "要介護２");
    EXPECT_EQ(value("copay"), "20 %");
    EXPECT_EQ(value("limit_units"), "19705 単位");
    EXPECT_EQ(value("care_management_office"), "試験地域包括支援センター");

    const json request = {
        {"resourceType", "CoverageEligibilityRequest"},
        {"status", "active"},
        {"purpose", {"benefits"}},
        {"patient", {{"identifier", {{"system", "insurer:990010"}, {"value", "0000001016"}}}}},
        {"servicedDate", "2026-05-01"},
        {"created", "2026-05-01"},
        {"insurer", {{"display", "見本市"}}}};
    const Reply answered = office.post("/fhir/CoverageEligibilityRequest/$submit", fhir, request.dump());
    ASSERT_EQ(answered.status, 200) << answered.body;
    EXPECT_EQ(json::parse(answered.body)["insurance"][0]["inforce"], true);
    const std::string report =
        site.command({"audit", "report", "--person", "insurer:990010|0000001016", "--format", "csv"});
    EXPECT_NE(report.find("asked for the person's insurance on a day"), std::string::npos) << report;
    site.stop();
}

// What a search of tasks finds, by id.
std::map<std::string, json> tasks_found(Client client, const std::string& more = {}) {
    const Reply reply =
        client.post("/fhir/Task/_search", Flows::form_type,
                    "_tag=https%3A%2F%2Frenkei.example.jp%2Ffhir%2FCodeSystem%2Frecord%7Csharing" + more);
    EXPECT_EQ(reply.status, 200) << reply.body;
    std::map<std::string, json> out;
    for (const json& entry : json::parse(reply.body).value("entry", json::array())) {
        out[entry["resource"]["id"]] = entry["resource"];
    }
    return out;
}

// 要介護認定: application → survey → notice of delay → opinion → first decision → board → result; the
// hospital has its work list, and the care manager sees how it stands once registered.
TEST_P(Flows, certification_from_the_application_to_the_result) {
    Site site(folder.path() / "a", authority, "gateway-a", "sharing: {enabled: true}\n" + store());
    site.add_peer("town", {"--role", "municipality", "--number", "insurer:990010"});
    site.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
    site.add_peer("plan-office",
                  {"--role", "care_manager", "--number", "office:9970100021", "--job", "care_manager"});
    site.command({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01"});
    site.start();
    const std::string person = "insurer:990010|0000001016";
    const std::string about = "&patient.identifier=https%3A%2F%2Frenkei.example.jp%2Ffhir%2FIdSystem%2F"
                              "kaigo-member-id%7C990010%3A0000001016";
    const auto entered = [&](const std::vector<std::string>& words) {
        const std::string output = site.command(words);
        return output.substr(0, output.find(' '));
    };
    const std::string id = entered({"certification", "start", person, "--kind", "renewal"});
    const std::string request =
        entered({"opinions", "request", person, "--institution", "institution:9910100016"});
    const auto step = [&](const std::string& name) {
        site.command({"certification", "step", person, id, "--step", name});
    };
    EXPECT_EQ(tasks_found(site.client("town")).size(), 2U);
    const auto work = tasks_found(site.client("hospital"));
    ASSERT_EQ(work.size(), 1U);
    EXPECT_EQ(work.at(request)["owner"]["identifier"]["value"], "9910100016");
    EXPECT_TRUE(tasks_found(site.client("plan-office"), about).empty()) << "it is not registered";
    EXPECT_EQ(site.client("plan-office").get("/fhir/Task/" + id).status, 404);
    site.command({"registration", "add", person, "--office", "office:9970100021", "--service-type", "43",
                  "--method", "card", "--user", "suzuki"});
    const auto seen = [&] {
        const auto found = tasks_found(site.client("plan-office"), about);
        EXPECT_EQ(found.size(), 1U) << "and not the request";
        return found.contains(id) ? found.at(id) : json::object();
    };
    EXPECT_EQ(seen()["status"], "requested");
    step("survey");
    site.command({"certification", "delay", person, id, "--until", "2099-01-01", "--reason", "意見書の遅れ"});
    const json delayed = seen();
    EXPECT_EQ(delayed["status"], "in-progress");
    EXPECT_EQ(delayed["statusReason"]["text"], "意見書の遅れ");
    EXPECT_EQ(delayed["restriction"]["period"]["end"], "2099-01-01");
    EXPECT_EQ(delayed["businessStatus"]["coding"][0]["code"], "doctor_opinion");
    site.command({"opinions", "receive", person, request, "--way", "fhir"});
    EXPECT_TRUE(tasks_found(site.client("hospital")).empty());
    EXPECT_EQ(json::parse(site.client("hospital").get("/fhir/Task/" + request).body)["status"], "completed");
    for (const std::string name : {"first_decision", "board", "result"}) {
        step(name);
    }
    EXPECT_EQ(seen()["status"], "completed");
    site.command({"opinions", "decide", person, request});
    EXPECT_TRUE(tasks_found(site.client("town")).empty());
    EXPECT_NE(site.client("town").get("/metadata").body.find("\"Task\""), std::string::npos);
    const std::string report = site.command({"audit", "report", "--person", person, "--format", "csv"});
    EXPECT_NE(report.find("read what is under way for the person"), std::string::npos) << report;
    EXPECT_NE(report.find("recorded a step of the certification"), std::string::npos) << report;
    EXPECT_EQ((site.log() + site.command({"audit", "list", "--format", "text"})).find("0000001016"),
              std::string::npos);
    site.stop();
    site.command({"audit", "verify"});
}

INSTANTIATE_TEST_SUITE_P(On, Flows, testing::Values(Database::sqlite, Database::postgres), name_of);

} // namespace
} // namespace renkei::e2e::flows_test
