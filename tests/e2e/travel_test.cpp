// Documents that travel between gateways over mutual TLS, as they do between organisations.
#include "site.h"
#include <gtest/gtest.h>

#include <fstream>

namespace renkei::e2e::travel_test {
namespace {

using nlohmann::json;

constexpr const char* admission = "admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV";
constexpr const char* csv = "text/csv;charset=Shift_JIS";

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Documents_travel, from_a_care_office_to_the_hospital_that_it_names) {
    const Folder folder;
    const Authority authority(folder.path());
    Site site(folder.path() / "a", authority, "gateway-a");
    site.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
    site.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
    site.add_peer("stranger", {"--role", "hospital", "--number", "institution:9910100099"});
    site.start();

    const std::string file = fixture(admission);
    Client care_manager = site.client("care-manager");
    const Reply taken = care_manager.post("/documents", csv, file);
    ASSERT_EQ(taken.status, 201) << taken.body;
    const std::string location =
        taken.headers.at("location").substr(taken.headers.at("location").find("/documents/"));

    const Reply again = care_manager.post("/documents", csv, file);
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_TRUE(again.headers.at("location").ends_with(location));

    Client hospital = site.client("hospital");
    const Reply bundle = hospital.get(location, {{"Accept", "application/fhir+json"}});
    ASSERT_EQ(bundle.status, 200) << bundle.body;
    EXPECT_EQ(json::parse(bundle.body).at("resourceType"), "Bundle");
    const Reply back = hospital.get(location, {{"Accept", csv}});
    EXPECT_EQ(back.body, file);

    EXPECT_EQ(site.client("stranger").get(location).status, 404);
    EXPECT_EQ(hospital.post("/documents", csv, file).status, 403);
    site.stop();
    EXPECT_NE(site.command({"audit", "verify"}), "");
}

// A care office's CSV is read by a regional network in the way of IHE MHD: search (ITI-67), then the document
// (ITI-68).
TEST(Documents_travel, from_a_care_office_to_a_network_that_reads_by_mhd) {
    const Folder folder;
    const Authority authority(folder.path());
    Site site(folder.path() / "a", authority, "gateway-a");
    site.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
    site.add_peer("network", {"--role", "network", "--number", "institution:9910100016"});
    site.start();
    ASSERT_EQ(site.client("care-manager").post("/documents", csv, fixture(admission)).status, 201);

    Client network = site.client("network");
    const std::string person = "patient.identifier=https%3A%2F%2Frenkei.example.jp%2Ffhir%2FIdSystem%2Fkaigo-"
                               "insured-person-no%7C990010.0000001016";
    const Reply found = network.get("/fhir/DocumentReference?" + person + "&status=current",
                                    {{"Accept", "application/fhir+json"}});
    ASSERT_EQ(found.status, 200) << found.body;
    const json list = json::parse(found.body);
    ASSERT_EQ(list.at("total"), 2) << "the file and the same as FHIR: " << found.body;
    const std::string url =
        list.at("entry").at(0).at("resource").at("content").at(0).at("attachment").at("url");
    const Reply document = network.get(url.substr(url.find("/fhir/")), {{"Accept", "application/fhir+json"}});
    EXPECT_EQ(document.status, 200) << document.body;
    EXPECT_EQ(network.get(url.substr(url.find("/fhir/")), {{"Accept", csv}}).body, fixture(admission));

    const Reply posted = network.post("/fhir/DocumentReference/_search", "application/x-www-form-urlencoded",
                                      person + "&status=current");
    EXPECT_EQ(json::parse(posted.body).at("total"), 2) << posted.body;
    EXPECT_EQ(
        json::parse(
            site.client("care-manager").get("/fhir/DocumentReference?" + person + "&status=current").body)
            .at("total"),
        2);
    site.stop();
    EXPECT_EQ(site.log().find("0000001016"), std::string::npos) << "numbers of persons stay out of logs";
}

// A municipality has no office's number of its own: the form names it by its insurer number.
TEST(Documents_travel, from_a_municipality_that_is_named_as_the_insurer) {
    const Folder folder;
    const Authority authority(folder.path());
    Site site(folder.path() / "a", authority, "gateway-a");
    site.add_peer("municipality", {"--role", "municipality", "--number", "insurer:990010"});
    site.add_peer("neighbour", {"--role", "municipality", "--number", "insurer:990028"});
    site.add_peer("same-digits", {"--role", "municipality", "--number", "municipality:990010"});
    site.start();

    const std::string card = fixture("insured_card/minimal.csv");
    for (const char* const other : {"neighbour", "same-digits"}) {
        const Reply refused = site.client(other).post("/documents", csv, card, {{"Accept-Language", "ja"}});
        EXPECT_EQ(refused.status, 403) << other << refused.body;
        EXPECT_NE(refused.body.find("文書の送信元（insurer:990010）"), std::string::npos) << refused.body;
    }
    Client municipality = site.client("municipality");
    const Reply taken = municipality.post("/documents", csv, card);
    ASSERT_EQ(taken.status, 201) << taken.body;
    const std::string location =
        taken.headers.at("location").substr(taken.headers.at("location").find("/documents/"));
    const Reply bundle = municipality.get(location, {{"Accept", "application/fhir+json"}});
    ASSERT_EQ(bundle.status, 200) << bundle.body;
    EXPECT_EQ(municipality.post("/documents", "application/fhir+json", bundle.body).status, 200)
        << "the same document";
    EXPECT_EQ(site.client("same-digits").get(location).status, 404);
    site.stop();
}

// A hospital's opinion form reaches the municipality as the CSV that its software reads.
TEST(Documents_travel, from_a_hospital_over_two_gateways_into_a_municipal_folder) {
    const Folder folder;
    const Authority authority(folder.path());
    const auto drop = folder.path() / "drop";
    std::filesystem::create_directories(drop);
    Site hub(folder.path() / "b", authority, "hub");
    // calls others with the certificate that it serves with
    Site regional(folder.path() / "a", authority, "gateway-a");
    hub.add_peer("gateway-a", {"--role", "network"});
    hub.add_peer("municipality",
                 {"--role", "municipality", "--number", "municipality:990010", "--delivery-method", "folder",
                  "--address", drop.string(), "--syntax", "orca"});
    hub.start();
    regional.add_peer("clinic", {"--role", "clinic", "--number", "institution:9910000018"});
    regional.add_peer("hub", {"--role", "hub", "--number", "municipality:990010", "--delivery-method",
                              "gateway", "--address", hub.address()});
    regional.start();

    const Reply taken = regional.client("clinic").post("/documents", "application/fhir+json",
                                                       fixture("opinion/full.bundle.json"));
    ASSERT_EQ(taken.status, 201) << taken.body;
    const auto files = [&] {
        std::vector<std::filesystem::path> out;
        for (const auto& entry : std::filesystem::directory_iterator(drop)) {
            if (!entry.path().filename().string().starts_with('.')) { // those are the gateway's own
                out.push_back(entry.path());
            }
        }
        return out;
    };
    ASSERT_TRUE(eventually([&] { return files().size() == 1; }))
        << regional.command({"outbox", "list"}) << hub.command({"outbox", "list"});
    const std::string expected = (folder.path() / "expected.csv").string();
    run({renkei(), "convert", RENKEI_KIT "/opinion/full.bundle.json", "--to", "orca", "-o", expected});
    EXPECT_EQ(content(files()[0]), content(expected));
    EXPECT_NE(content(expected), "");
    regional.stop();
    hub.stop();
}

} // namespace
} // namespace renkei::e2e::travel_test
