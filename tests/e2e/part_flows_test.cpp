// What the care hub shows of a document in part, over mutual TLS, on both stores.
#include "flows_kit.h"

namespace renkei::e2e::part_flows_test {
namespace {

class PartFlows : public Flows {};

// The municipality asks a hospital for an opinion: with the person's consent its doctor reads the insured
// card, and none of the other cards that stand in the same file. Then the person is hidden.
TEST_P(PartFlows, a_card_for_the_doctor_who_is_asked_for_an_opinion) {
    const std::string person = "insurer:990010|0000001016";
    const std::string by_number = "person=insurer%3A990010%7C0000001016";
    Site site(folder.path() / "a", authority, "gateway-a", "sharing: {enabled: true}\n" + store());
    site.add_peer("town",
                  {"--role", "municipality", "--number", "insurer:990010", "--number", "office:9970102001"});
    site.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
    site.command({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01"});
    site.start();
    Client hospital = site.client("hospital");
    const std::string document = path_of(site.client("town").post("/documents", csv, fixture(card)));
    site.command({"opinions", "request", person, "--institution", "institution:9910100016"});
    EXPECT_EQ(hospital.get(document).status, 404) << "no consent";
    site.command({"consent", "give", person, "--channel", "renewal"});

    const Reply seen = hospital.get(document);
    ASSERT_EQ(seen.status, 200) << seen.body;
    const json bundle = json::parse(seen.body);
    EXPECT_EQ(bundle["meta"]["tag"][0]["code"], "SUBSETTED");
    EXPECT_NE(seen.body.find("試験地域包括支援センター"), std::string::npos);
    EXPECT_EQ(seen.body.find("copay-ratio"), std::string::npos);
    EXPECT_EQ(seen.body.find("burden-stage"), std::string::npos);
    EXPECT_FALSE(seen.headers.contains("etag"));
    EXPECT_EQ(hospital.get(document, {{"Accept", "text/csv"}}).status, 406);
    const Reply page = hospital.get(document, {{"Accept", "text/html"}});
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("閲覧できる欄だけを示しています"), std::string::npos);
    EXPECT_NE(page.body.find("示していない欄："), std::string::npos);

    const json found = json::parse(hospital.post("/documents/_search", form_type, by_number).body);
    ASSERT_EQ(found["documents"].size(), 1U);
    EXPECT_EQ(found["documents"][0]["part"], true);
    EXPECT_FALSE(found["documents"][0].contains("size"));
    const Reply answer = hospital.post("/eligibility/_search", form_type, by_number + "&date=2026-03-10");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json eligibility = json::parse(answer.body);
    for (const json& field : eligibility["fields"]) {
        EXPECT_TRUE(field["state"] != "blank" && field["state"] != "unknown") << field;
    }
    EXPECT_NE(
        json::parse(site.client("town").post("/documents/_search", form_type, by_number).body)["documents"][0]
                                                                                              ["size"],
        0);

    site.command({"person", "set", person, "--hidden", "history"});
    const Reply hidden = hospital.get(document);
    ASSERT_EQ(hidden.status, 200) << hidden.body;
    EXPECT_NE(hidden.body.find("連携"), std::string::npos);
    for (const std::string place :
         {"試験地域包括支援センター", "見本荘", "架空県", "9970102001", "FIX-FULL"}) {
        EXPECT_EQ(hidden.body.find(place), std::string::npos) << place;
    }
    site.command({"consent", "withdraw", person});
    EXPECT_EQ(hospital.get(document).status, 404) << "at once";
    site.stop();
}

INSTANTIATE_TEST_SUITE_P(On, PartFlows, testing::Values(Database::sqlite, Database::postgres), name_of);

} // namespace
} // namespace renkei::e2e::part_flows_test
