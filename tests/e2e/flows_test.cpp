// Flows of the care hub over mutual TLS, on both stores: a stay in a hospital and back, eligibility,
// certification, the notice of a care-plan request with its receipt, and insurers that have started beside
// others.
#include "gateway/network/seal/hash.h"

#include "site.h"
#include "tests/store/postgres_server.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace renkei::e2e::flows_test {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* admission = "admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV";
constexpr const char* card = "insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV";
constexpr const char* notice = "careplan_request/KYOTODOKE_9970100013_43_990010_46_20260301091500.CSV";
constexpr const char* csv = "text/csv;charset=windows-31j";
constexpr const char* fhir = "application/fhir+json";
constexpr const char* form_type = "application/x-www-form-urlencoded";

enum class Database : std::uint8_t { sqlite, postgres };

class Flows : public testing::TestWithParam<Database> {
protected:
    void SetUp() override {
        if (GetParam() == Database::sqlite) {
            return;
        }
        if (!store::PostgresServer::is_installed()) {
            ASSERT_EQ(std::getenv("CI"), nullptr) << "PostgreSQL is missing";
            GTEST_SKIP() << "PostgreSQL is missing";
        }
    }
    static std::string store() {
        return GetParam() == Database::sqlite ? std::string()
                                              : fmt::format("store: {{postgres: \"{}\", node: a1}}\n",
                                                            store::PostgresServer::shared().new_database());
    }
    static std::string path_of(const Reply& taken) {
        EXPECT_EQ(taken.status, 201) << taken.body;
        const std::string location = taken.status == 201 ? taken.headers.at("location") : "/documents/none";
        return location.substr(location.find("/documents/"));
    }
    static std::string content(const fs::path& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    // Files that peers see there.
    static std::vector<fs::path> files_in(const fs::path& folder) {
        std::vector<fs::path> out;
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (!entry.path().filename().string().starts_with('.')) {
                out.push_back(entry.path());
            }
        }
        return out;
    }
    static std::string between(const std::string& text, const std::string& begin, const std::string& end) {
        const std::size_t from = text.find(begin);
        return from == std::string::npos ? std::string() : text.substr(from, text.find(end, from) - from);
    }

    Folder folder;
    Authority authority{folder.path()};
};

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
        client.post("/fhir/Task/_search", form_type,
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

// 居宅サービス計画作成依頼届出, as a file and as FHIR, to a municipality with a mailbox and to one with a
// folder; each receipt names the receiver, the time, the version and the file. What follows is the insurer's
// to say.
TEST_P(Flows, notice_of_a_care_plan_request_with_receipt) {
    const std::string person = "insurer:990010|0000001016";
    const fs::path inbox = folder.path() / "town-files";
    fs::create_directories(inbox);
    Site site(folder.path() / "a", authority, "gateway-a", "sharing: {enabled: true}\n" + store());
    site.add_peer("plan-office",
                  {"--role", "care_manager", "--number", "office:9970100013", "--job", "care_manager"});
    site.add_peer("town", {"--role", "municipality", "--number", "insurer:990010", "--number",
                           "office:9970102001", "--delivery-method", "mailbox"});
    site.add_peer("town-files", {"--role", "municipality", "--number", "office:9970102001",
                                 "--delivery-method", "folder", "--address", inbox.string()});
    site.command({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01"});
    site.command({"registration", "add", person, "--office", "office:9970100013", "--service-type", "43",
                  "--method", "card", "--user", "suzuki"});
    const std::string list = site.command({"registration", "list", person});
    site.start();
    Client office = site.client("plan-office");
    Client town = site.client("town");

    const fs::path file = folder.path() / "second.csv";
    std::ofstream(file, std::ios::binary) << with(fixture(notice), "FIX-FULL", "PLAN-2");
    const fs::path bundle = folder.path() / "second.json";
    ASSERT_EQ(run({renkei(), "convert", file.string(), "-o", bundle.string()}).code, 0);
    const std::string first = path_of(office.post("/documents", csv, fixture(notice)));
    const std::string second = path_of(office.post("/documents", fhir, content(bundle)));
    const auto delivery_to = [&](const std::string& document, const std::string& receiver) {
        const json all = json::parse(office.get(document + "/deliveries").body).at("deliveries");
        const auto found =
            std::ranges::find_if(all, [&](const json& each) { return each["receiver"]["name"] == receiver; });
        return found == all.end() ? json() : *found;
    };
    ASSERT_TRUE(eventually([&] { return delivery_to(second, "town-files")["state"] == "delivered"; }));
    EXPECT_EQ(delivery_to(first, "town")["state"], "mailbox");
    const std::string own = (folder.path() / "certificates" / "town").string();
    const Ended fetched =
        run({renkei(), "fetch", "--from", site.address(), "--cert", own + ".pem", "--key", own + ".key",
             "--ca", authority.file().string(), (folder.path() / "fetched").string()});
    ASSERT_EQ(fetched.code, 0) << fetched.err;
    for (const auto& [document, bytes] :
         {std::pair(first, fixture(notice)), std::pair(second, content(bundle))}) {
        const std::string sha = seal::to_hex(seal::sha256(bytes));
        for (const char* const receiver : {"town", "town-files"}) {
            const json receipt = delivery_to(document, receiver);
            EXPECT_EQ(receipt["state"], "delivered") << receipt;
            EXPECT_EQ(receipt["receiver"]["numbers"].back(), "office:9970102001") << receipt;
            EXPECT_EQ(receipt["version"], 1);
            EXPECT_EQ(receipt["file_sha256"], sha) << receipt;
            EXPECT_TRUE(receipt["delivered"].get<std::string>().starts_with("20")) << receipt;
        }
        EXPECT_EQ(town.get(document + "/deliveries").status, 404) << "the sender's alone";
    }

    const auto explain = [&] {
        return site.command(
            {"policy", "explain", "--person", person, "--peer", "plan-office", "--what", "cert.opinion"});
    };
    EXPECT_NE(explain().find("(not_related)"), std::string::npos) << "the consent of the form opens nothing\n"
                                                                  << explain();
    site.command({"registration", "change", person, list.substr(0, list.find(' ')), "--makes-plan", "yes"});
    const Reply seen = office.post(
        "/fhir/EpisodeOfCare/_search", form_type,
        "patient.identifier=https://renkei.example.jp/fhir/IdSystem/kaigo-member-id%7C990010:0000001016");
    EXPECT_NE(seen.body.find(R"("url":"makesPlan","valueBoolean":true)"), std::string::npos) << seen.body;
    EXPECT_NE(explain().find("(consent_missing)"), std::string::npos) << explain();
    site.command({"consent", "give", person});
    EXPECT_TRUE(explain().starts_with("allowed")) << explain();
    site.stop();
    site.command({"audit", "verify"});
}

// Two insurers, of which one has started: the same form about a person of each, to one office over HTTP and
// to another that takes files.
TEST_P(Flows, of_the_mixed_years) {
    const std::string started = "insurer:990010|0000001016";
    const std::string later = "insurer:990028|0000002022";
    const fs::path inbox = folder.path() / "office-files";
    fs::create_directories(inbox);
    Site site(folder.path() / "a", authority, "gateway-a", "sharing: {enabled: true}\n" + store());
    site.add_peer("town", {"--role", "municipality", "--number", "insurer:990010"});
    site.add_peer("village", {"--role", "municipality", "--number", "insurer:990028"});
    site.add_peer("office",
                  {"--role", "care_manager", "--number", "office:9970100013", "--job", "care_manager"});
    site.add_peer("office-files",
                  {"--role", "care_manager", "--number", "office:9970100021", "--job", "care_manager",
                   "--delivery-method", "folder", "--address", inbox.string()});
    site.command({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01"});
    site.command({"insurer", "set", "990028", "--state", "scheduled", "--live-from", "2028-04-01"});
    site.start();
    const auto send = [&](const std::string& sender, const std::string& insurer, const std::string& number,
                          const std::string& office) {
        std::string bytes = with(fixture(card), "FIX-FULL", number + "-" + office);
        bytes = with(bytes, "9970102001,46,", ",,");
        bytes = with(bytes, ",9970100013,43,", "," + office + ",43,");
        return path_of(site.client(sender).post(
            "/documents", csv, with(bytes, ",990010,0000001016,", "," + insurer + "," + number + ",")));
    };
    const std::string ours = send("town", "990010", "0000001016", "9970100013");
    const std::string theirs = send("village", "990028", "0000002022", "9970100013");
    const std::string as_file = send("town", "990010", "0000001016", "9970100021");
    send("village", "990028", "0000002022", "9970100021");
    const auto status = [&](const std::string& peer, const std::string& path) {
        return site.client(peer).get(path).status;
    };
    const auto explained = [&](const std::string& person, const std::string& peer) {
        const std::string text =
            site.command({"policy", "explain", "--person", person, "--peer", peer, "--what", "cert.card"});
        const std::size_t from = text.find('(') + 1;
        return text.substr(from, text.find(')') - from);
    };
    const auto enter = [&](const std::string& person, const std::string& office) {
        site.command({"registration", "add", person, "--office", office, "--service-type", "43", "--method",
                      "card", "--user", "suzuki"});
    };

    EXPECT_EQ(status("office", theirs), 200) << "as receiver";
    EXPECT_EQ(status("office-files", theirs), 404);
    EXPECT_EQ(explained(later, "office-files"), "insurer_not_started");
    EXPECT_EQ(status("office", ours), 404) << "to be named is not enough";
    EXPECT_EQ(explained(started, "office"), "not_registered");
    const auto dead = [&] {
        return site.command({"outbox", "list", "--peer", "office-files", "--state", "dead"});
    };
    EXPECT_TRUE(eventually([&] { return dead().find("not open to this peer") != std::string::npos; }))
        << dead();
    const auto sent_state = [&] {
        return json::parse(site.client("town").get(as_file + "/deliveries").body)["deliveries"][0]["state"];
    };
    EXPECT_EQ(sent_state(), "waiting") << "what the matrix closes is not the sender's to know";
    ASSERT_TRUE(eventually([&] { return files_in(inbox).size() == 1; })) << site.command({"outbox", "list"});
    EXPECT_NE(content(files_in(inbox).front()).find(",990028,0000002022,"), std::string::npos);

    enter(started, "office:9970100013");
    enter(started, "office:9970100021");
    EXPECT_EQ(status("office", ours), 200);
    EXPECT_EQ(status("office-files", ours), 200) << "registered, and not named";
    EXPECT_EQ(explained(started, "office-files"), "allowed");
    site.command({"outbox", "retry", "--peer", "office-files"});
    EXPECT_TRUE(eventually([&] { return files_in(inbox).size() == 2; })) << site.command({"outbox", "list"});
    EXPECT_TRUE(eventually([&] { return sent_state() == "delivered"; }));
    enter(later, "office:9970100021");
    EXPECT_EQ(status("office-files", theirs), 404) << "kept, and opens nothing yet";
    EXPECT_EQ(explained(later, "office-files"), "insurer_not_started");

    site.command({"insurer", "set", "990028", "--state", "live", "--live-from", "2026-11-01"});
    EXPECT_EQ(status("office", theirs), 404);
    EXPECT_EQ(explained(later, "office"), "not_registered");
    EXPECT_EQ(status("office-files", theirs), 200);
    site.stop();
}

INSTANTIATE_TEST_SUITE_P(On, Flows, testing::Values(Database::sqlite, Database::postgres),
                         [](const auto& each) {
                             return std::string(each.param == Database::sqlite ? "sqlite" : "postgres");
                         });

} // namespace
} // namespace renkei::e2e::flows_test
