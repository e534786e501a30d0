// A hospital's own documents (JP-CLINS) between gateways: stored, found, delivered to whom they name, and
// read as they came.
#include "site.h"
#include <gtest/gtest.h>

#include <fstream>

namespace renkei::e2e::clins_test {
namespace {

using nlohmann::json;

constexpr const char* fhir = "application/fhir+json";
const std::string member =
    "patient.identifier=http%3A%2F%2Fjpfhir.jp%2Ffhir%2Fclins%2FIdsystem%2FJP_Insurance_"
    "memberID%7C99000012%3A%E6%9E%B6%E7%A9%BA%3A000123%3A01";
const std::string types = "type=http%3A%2F%2Fjpfhir.jp%2Ffhir%2FCommon%2FCodeSystem%2Fdoc-typecodes%7C";

std::string document(const std::string& name) {
    std::ifstream in(RENKEI_BINARY "/tests/files/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string path_of(const Reply& taken, const std::string& from) {
    const std::string& location = taken.headers.at("location");
    return location.substr(location.find(from));
}

std::size_t found(Client& client, const std::string& query) {
    const Reply reply = client.get("/fhir/DocumentReference?" + query, {{"Accept", fhir}});
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.status == 200 ? json::parse(reply.body).at("total").get<std::size_t>() : 0;
}

// The letter names the receiving institution in its section 910, and nothing else.
TEST(A_letter_of_a_hospital, travels_over_two_gateways_to_the_institution_that_it_names) {
    const Folder folder;
    const Authority authority(folder.path());
    Site hub(folder.path() / "b", authority, "hub");
    Site regional(folder.path() / "a", authority, "gateway-a");
    hub.add_peer("gateway-a", {"--role", "network"});
    hub.add_peer("receiver", {"--role", "hospital", "--number", "institution:1319999981", "--delivery-method",
                              "mailbox", "--edition", "clins 1.11.0"});
    hub.add_peer("stranger", {"--role", "hospital", "--number", "institution:9910100099"});
    hub.start();
    regional.add_peer("writer", {"--role", "clinic", "--number", "institution:1319999999"});
    regional.add_peer("manager", {"--role", "care_manager", "--number", "institution:1319999999"});
    regional.add_peer("hub", {"--role", "hub", "--number", "institution:1319999981", "--delivery-method",
                              "gateway", "--address", hub.address()});
    regional.start();

    const std::string letter = document("referral-letter-full.json");
    EXPECT_EQ(regional.client("manager").post("/fhir", fhir, letter).status, 403)
        << "by role, from the mapping";
    Client writer = regional.client("writer");
    const Reply taken = writer.post("/fhir", fhir, letter);
    ASSERT_EQ(taken.status, 201) << taken.body;
    EXPECT_EQ(writer.post("/documents", fhir, letter).status, 200) << "the same";
    EXPECT_EQ(found(writer, member + "&" + types + "57133-1"), 1U);
    EXPECT_EQ(found(writer, member + "&" + types + "18842-5"), 0U);

    Client receiver = hub.client("receiver");
    ASSERT_TRUE(eventually([&] { return found(receiver, member + "&" + types + "57133-1") == 1; }))
        << regional.command({"outbox", "list"}) << hub.log();
    Client stranger = hub.client("stranger");
    EXPECT_EQ(found(stranger, member), 0U);
    const json list = json::parse(
        receiver.get("/fhir/DocumentReference?" + member + "&" + types + "57133-1", {{"Accept", fhir}}).body);
    const std::string url = list["entry"][0]["resource"]["content"][0]["attachment"]["url"];
    const Reply read = receiver.get(url.substr(url.find("/fhir/")));
    ASSERT_EQ(read.status, 200) << read.body;
    EXPECT_EQ(read.body, letter);
    EXPECT_EQ(stranger.get(url.substr(url.find("/fhir/"))).status, 404);
    const json waiting = json::parse(receiver.get("/mailbox").body);
    const Reply fetched = receiver.get("/mailbox/" + waiting["deliveries"][0]["id"].get<std::string>());
    EXPECT_EQ(fetched.body, letter) << "the edition that the receiver reads would lose something";
    EXPECT_EQ(fetched.headers.at("renkei-notice"), "given-as-it-came");
    regional.stop();
    hub.stop();
}

// The request's receiver holds for this version after kill -9, for its correction, and at the next gateway.
TEST(A_discharge_summary, travels_over_two_gateways_to_the_receiver_of_its_request) {
    const Folder folder;
    const Authority authority(folder.path());
    Site hub(folder.path() / "b", authority, "hub");
    Site regional(folder.path() / "a", authority, "gateway-a");
    hub.add_peer("gateway-a", {"--role", "network"});
    hub.add_peer("receiver", {"--role", "hospital", "--number", "institution:1319999981", "--delivery-method",
                              "mailbox"});
    hub.start();
    regional.add_peer("ward", {"--role", "hospital", "--number", "institution:4910100016"});
    regional.add_peer("hub", {"--role", "hub", "--number", "institution:1319999981", "--delivery-method",
                              "gateway", "--address", hub.address()});
    regional.start();
    const std::string summary = document("discharge-summary-minimal.json");
    const Reply taken = regional.client("ward").post("/documents", fhir, summary,
                                                     {{"Renkei-Receiver", "institution:1319999981"}});
    ASSERT_EQ(taken.status, 201) << taken.body;
    regional.kill();
    regional.start();
    Client receiver = hub.client("receiver");
    const auto has_version = [&](const std::string& version) {
        return receiver.get("/documents").body.find("\"version\":" + version) != std::string::npos;
    };
    EXPECT_TRUE(eventually([&] { return has_version("1"); }))
        << regional.command({"outbox", "list"}) << hub.log();
    const Reply corrected = regional.client("ward").post(
        "/documents", fhir, with(summary, "\"valueString\": \"1.0\"", "\"valueString\": \"1.0.1\""));
    ASSERT_EQ(corrected.status, 201) << corrected.body;
    EXPECT_TRUE(eventually([&] { return has_version("2"); }))
        << regional.command({"outbox", "list"}) << hub.log();
    regional.stop();
    hub.stop();
}

TEST(A_discharge_summary, is_kept_as_it_came_and_converted_where_it_is_asked_for) {
    const Folder folder;
    const Authority authority(folder.path());
    Site site(folder.path() / "a", authority, "gateway-a");
    site.add_peer("hospital", {"--role", "hospital", "--number", "institution:4910100016"});
    site.start();
    Client hospital = site.client("hospital");
    const std::string summary = document("discharge-summary-ward.json");
    const Reply taken = hospital.post("/documents", fhir, summary);
    ASSERT_EQ(taken.status, 201) << taken.body;
    EXPECT_NE(taken.body.find("receiver-missing"), std::string::npos) << "it names no receiver";
    const std::string path = path_of(taken, "/documents/");
    EXPECT_EQ(hospital.get(path, {{"Accept", fhir}}).body, summary);
    EXPECT_EQ(hospital.get(path, {{"Accept", "text/csv"}}).status, 406) << "another kind of document";

    const json form = {{"resourceType", "Parameters"},
                       {"parameter",
                        {{{"name", "to"}, {"valueCode", "discharge/csv"}},
                         {{"name", "set"}, {"valueString", "receiver_name=見本居宅介護支援事業所"}},
                         {{"name", "input"}, {"resource", json::parse(summary)}}}}};
    const Reply converted = hospital.post("/fhir/$convert", fhir, form.dump());
    ASSERT_EQ(converted.status, 200) << converted.body.substr(0, 2000);
    const json out = json::parse(converted.body);
    EXPECT_EQ(out["parameter"][0]["resource"]["contentType"], "text/csv;charset=windows-31j");
    EXPECT_EQ(out["parameter"].back()["name"], "report");
    site.stop();
}

TEST(A_discharge_summary, that_is_broken_or_of_another_edition_is_answered_with_the_place) {
    const Folder folder;
    const Authority authority(folder.path());
    Site site(folder.path() / "a", authority, "gateway-a");
    site.add_peer("hospital", {"--role", "hospital", "--number", "institution:4910100016"});
    site.start();
    Client hospital = site.client("hospital");
    const std::string summary = document("discharge-summary-minimal.json");
    const Reply cut = hospital.post("/documents", fhir, summary.substr(0, summary.size() / 2));
    EXPECT_EQ(cut.status, 400) << cut.body;
    EXPECT_NE(cut.body.find("\"location\""), std::string::npos) << cut.body;
    const Reply lost = hospital.post("/documents", fhir, with(summary, "\"gender\": \"", "\"gender\": \"x"));
    EXPECT_EQ(lost.status, 422) << lost.body;
    EXPECT_NE(lost.body.find("gender"), std::string::npos) << lost.body;
    const std::string profile = "StructureDefinition/JP_Bundle_eDischargeSummary";
    const Reply other =
        hospital.post("/documents", fhir, with(summary, profile + "\"", profile + "|1.11.0\""));
    EXPECT_EQ(other.status, 201) << other.body;
    EXPECT_NE(other.body.find("edition-contradicts"), std::string::npos) << other.body;
    site.stop();
}

// JP-CLINS lets an institution send final documents only; R4 says of entered-in-error that the document is
// withdrawn. So it is kept as a withdrawal: no caller reads or gets it, and what came before is gone, too.
TEST(A_discharge_summary, that_was_entered_in_error_withdraws) {
    const Folder folder;
    const Authority authority(folder.path());
    Site site(folder.path() / "a", authority, "gateway-a");
    site.add_peer("hospital", {"--role", "hospital", "--number", "institution:4910100016"});
    site.start();
    Client hospital = site.client("hospital");
    const std::string summary = document("discharge-summary-minimal.json");
    const Reply taken = hospital.post("/documents", fhir, summary);
    ASSERT_EQ(taken.status, 201) << taken.body;
    const Reply error = hospital.post("/documents", fhir,
                                      with(summary, R"("status": "final",
        "type")",
                                           R"("status": "entered-in-error",
        "type")"));
    EXPECT_EQ(error.status, 201) << error.body;
    EXPECT_EQ(hospital.get(path_of(taken, "/documents/")).status, 410);
    site.stop();
}

// A type that no form has: its page is what its author wrote, and closed to others as the document is.
TEST(A_document_without_a_form, has_a_page_for_those_who_may_read_it_and_for_no_other) {
    const Folder folder;
    const Authority authority(folder.path());
    Site site(folder.path() / "a", authority, "gateway-a");
    site.add_peer("ward", {"--role", "hospital", "--number", "institution:4910100016"});
    site.add_peer("stranger", {"--role", "hospital", "--number", "institution:9910100099"});
    site.start();
    const Reply taken = site.client("ward").post("/documents", fhir, document("patient-summary.json"));
    ASSERT_EQ(taken.status, 201) << taken.body;
    const std::string path = path_of(taken, "/documents/");
    const Reply page = site.client("ward").get(
        path, {{"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}});
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.headers.at("content-type").starts_with("text/html"));
    EXPECT_NE(page.headers.at("content-security-policy").find("default-src 'none'"), std::string::npos);
    EXPECT_NE(page.body.find("呼吸困難"), std::string::npos);
    EXPECT_NE(page.body.find("文書の状態</p><p class=\"v\"><span class=\"f\">下書き（確定前）"),
              std::string::npos);
    EXPECT_EQ(site.client("stranger").get(path, {{"Accept", "text/html"}}).status, 404);
    EXPECT_EQ(site.client("ward").get(path, {{"Accept", "text/csv"}}).status, 406);
    site.stop();
}

} // namespace
} // namespace renkei::e2e::clins_test
