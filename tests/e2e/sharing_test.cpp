// Reading by the sharing matrix of the care hub, at the whole program: records entered by command decide the
// next request and the next attempt of a delivery.
#include "site.h"
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <ctime>
#include <memory>
#include <regex>
#include <string>

namespace renkei::e2e::sharing_test {
namespace {

const std::string person = "insurer:990010|0000000109"; // of the opinion
const std::string of_card = "insurer:990010|0000001016";

// Of the record that was entered.
std::string id_in(const std::string& output) {
    std::smatch found;
    EXPECT_TRUE(std::regex_search(output, found, std::regex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")))
        << output;
    return found.str();
}

class Town {
public:
    explicit Town(const std::string& switched = "sharing: {enabled: true}\n")
        : authority_(folder_.path()),
          site(folder_.path() / "a", authority_, "gateway-a", switched) {
        site.add_peer("clinic", {"--role", "clinic", "--number", "institution:9910000018"});
        site.add_peer("town", {"--role", "municipality", "--number", "insurer:990010", "--number",
                               "office:9970102001"});
        site.add_peer("plan-office",
                      {"--role", "care_manager", "--number", "office:9970100021", "--job", "care_manager"});
        site.command({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01"});
    }
    std::string opinion() {
        const Reply reply =
            site.client("clinic").post("/documents", "application/json", fixture("opinion/full.json"));
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.headers.at("location").substr(site.address().size());
    }
    void registration() {
        site.command({"registration", "add", person, "--office", "office:9970100021", "--service-type", "43",
                      "--makes-plan", "yes", "--method", "card", "--user", "suzuki"});
    }
    void consent() { site.command({"consent", "give", person, "--channel", "renewal"}); }
    int read(const std::string& path) { return site.client("plan-office").get(path).status; }

    std::unique_ptr<Site> another(const std::string& name) {
        return std::make_unique<Site>(folder_.path() / name, authority_, name);
    }

private:
    Folder folder_;
    Authority authority_;

public:
    Site site;
};

TEST(The_care_hub, opens_by_registration_and_consent_and_closes_with_the_withdrawal) {
    Town town;
    town.site.start();
    const std::string opinion = town.opinion();
    EXPECT_EQ(town.read(opinion), 404);
    town.registration();
    EXPECT_EQ(town.read(opinion), 404);
    town.consent();
    EXPECT_EQ(town.read(opinion), 200);
    EXPECT_EQ(town.read(opinion + "/versions"), 200);
    const Reply found = town.site.client("plan-office")
                            .post("/documents/_search", "application/x-www-form-urlencoded",
                                  "person=insurer%3A990010%7C0000000109");
    EXPECT_NE(found.body.find(opinion.substr(opinion.rfind('/') + 1)), std::string::npos) << found.body;
    town.site.command({"consent", "withdraw", person});
    EXPECT_EQ(town.read(opinion), 404) << "at once";
    const std::string report = town.site.command({"audit", "report", "--person", person, "--format", "csv"});
    EXPECT_NE(report.find("care hub, edition 2026-03-18: reads with consent, makes the person's care plan"),
              std::string::npos)
        << report;
    EXPECT_EQ(report.find("the consent was withdrawn"), std::string::npos) << "why it was denied" << report;
    const std::string for_insurer =
        town.site.command({"audit", "report", "--person", person, "--format", "csv", "--for", "insurer"});
    EXPECT_NE(for_insurer.find("care hub, edition 2026-03-18: the consent was withdrawn"), std::string::npos)
        << for_insurer;
    town.site.stop();
}

// The card names the office as its receiver; only a registration opens it, which the town enters.
TEST(The_care_hub, answers_a_receiver_whom_it_closes_out_as_of_what_is_not_there) {
    Town town;
    town.site.add_peer("manager", {"--role", "care_manager", "--number", "office:9970100013", "--job",
                                   "care_manager", "--delivery-method", "mailbox"});
    town.site.start();
    const Reply sent = town.site.client("town").post(
        "/documents", "text/csv;charset=windows-31j",
        fixture("insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV"));
    ASSERT_EQ(sent.status, 201) << sent.body;
    const std::string document = sent.headers.at("location").substr(town.site.address().size());
    const std::string delivery = "/mailbox/" + id_in(town.site.command({"outbox", "list"}));
    Client manager = town.site.client("manager");
    const auto ask = [&](const std::string& method, const std::string& path) {
        Reply reply = manager.send(method, path).value_or(Reply{});
        reply.headers.erase("x-request-id");
        reply.headers.erase("x-renkei-request-id");
        reply.headers.erase("date");
        return std::regex_replace(reply.body, std::regex(path.substr(path.rfind('/') + 1)), "ID") + "\n" +
               std::to_string(reply.status) + fmt::format("{}", fmt::join(reply.headers, " "));
    };
    for (const auto& [method, path] :
         {std::pair<std::string, std::string>("DELETE", document), {"GET", delivery}, {"DELETE", delivery}}) {
        const std::string of_none = path.substr(0, path.rfind('/')) + "/01990000-0000-7000-8000-000000000000";
        EXPECT_EQ(ask(method, path), ask(method, of_none)) << method << path;
        EXPECT_EQ(manager.send(method, path).value_or(Reply{}).status, 404) << method << path;
    }
    // without claims a registration opens for some months only
    const std::string today = fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
    const std::string registration = fmt::format(
        R"({{"resourceType":"EpisodeOfCare","extension":[{{"url":"https://renkei.example.jp/fhir/StructureDefinition/registration-record","extension":[{{"url":"makesPlan","valueBoolean":true}},{{"url":"identityMethod","valueCode":"card"}},{{"url":"identityAt","valueInstant":"{1}T00:00:00Z"}},{{"url":"identityUser","valueString":"suzuki"}}]}}],"status":"active","type":[{{"coding":[{{"system":"https://renkei.example.jp/fhir/CodeSystem/service-type","code":"43"}}]}}],"patient":{{"identifier":{{"system":"https://renkei.example.jp/fhir/IdSystem/kaigo-member-id","value":"990010:{0}"}}}},"managingOrganization":{{"identifier":{{"system":"https://renkei.example.jp/fhir/IdSystem/kaigo-office-no","value":"9970100013"}}}},"period":{{"start":"{1}"}}}})",
        of_card.substr(of_card.rfind('|') + 1), today);
    EXPECT_EQ(manager.post("/fhir/EpisodeOfCare", "application/fhir+json", registration).status, 403);
    const Reply entered =
        town.site.client("town").post("/fhir/EpisodeOfCare", "application/fhir+json", registration);
    EXPECT_EQ(entered.status, 201) << entered.body;
    EXPECT_EQ(manager.get(delivery).status, 200);
    EXPECT_EQ(manager.send("DELETE", delivery).value_or(Reply{}).status, 204);
    town.site.stop();
}

TEST(The_care_hub, is_asked_only_where_it_is_switched_on) {
    Town town("");
    town.site.start();
    const std::string opinion = town.opinion();
    town.registration();
    town.consent();
    EXPECT_EQ(town.read(opinion), 404);
    town.site.stop();
    const std::string checked = town.site.command({"serve", "--check"});
    EXPECT_NE(checked.find("sharing.enabled: false"), std::string::npos) << checked;
}

TEST(The_care_hub, stops_a_delivery_that_waits_when_the_registration_ends) {
    Town town;
    const std::unique_ptr<Site> receiver = town.another("receiver"); // no program listens there yet
    town.site.add_peer("receiver",
                       {"--role", "care_manager", "--number", "office:9970100013", "--job", "care_manager",
                        "--delivery-method", "gateway", "--address", receiver->address()});
    const std::string registration =
        id_in(town.site.command({"registration", "add", of_card, "--office", "office:9970100013",
                                 "--service-type", "43", "--method", "card", "--user", "suzuki"}));
    town.site.start();
    const Reply sent = town.site.client("town").post(
        "/documents", "text/csv;charset=windows-31j",
        fixture("insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV"));
    ASSERT_EQ(sent.status, 201) << sent.body;
    const auto outbox = [&] { return town.site.command({"outbox", "list"}); };
    EXPECT_TRUE(eventually([&] { return outbox().find("connection refused") != std::string::npos; }))
        << outbox();
    town.site.command({"registration", "end", of_card, registration, "--why", "person"});
    receiver->start();
    const auto dead = [&] { return town.site.command({"outbox", "list", "--state", "dead"}); };
    EXPECT_TRUE(eventually([&] { return dead().find("not open to this peer") != std::string::npos; }))
        << outbox();
    receiver->stop();
    town.site.stop();
}

} // namespace
} // namespace renkei::e2e::sharing_test
