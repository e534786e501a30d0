// The notice of a care-plan request with its receipt, and insurers that have started beside others.
#include "gateway/network/seal/hash.h"

#include "flows_kit.h"

namespace renkei::e2e::insurer_flows_test {
namespace {

class InsurerFlows : public Flows {};

// 居宅サービス計画作成依頼届出, as a file and as FHIR, to a municipality with a mailbox and to one with a
// folder; each receipt names the receiver, the time, the version and the file. What follows is the insurer's
// to say.
TEST_P(InsurerFlows, notice_of_a_care_plan_request_with_receipt) {
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
TEST_P(InsurerFlows, of_the_mixed_years) {
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

INSTANTIATE_TEST_SUITE_P(On, InsurerFlows, testing::Values(Database::sqlite, Database::postgres), name_of);

} // namespace
} // namespace renkei::e2e::insurer_flows_test
