// Reading in an emergency at the whole program: stated by an access token over mutual TLS, let by the
// operator and the insurer, and shown to the person with its reason.
#include "gateway/core/base/file.h"

#include "authorization_server.h"
#include "flows_kit.h"

namespace renkei::e2e::emergency_test {
namespace {

const std::string person = "insurer:990010|0000000109"; // of the opinion
const std::string reason = "自宅で意識なし、搬送中";
const std::string no_document = "/documents/01990000-0000-7000-8000-000000000000";

class Emergency : public Flows {
protected:
    void begin(const std::string& sharing) {
        server = std::make_unique<AuthorizationServer>(authority.server("auth"), authority.file());
        const auto user = [this](const std::string& id, const std::string& purpose, const json& renkei) {
            json said{{"user", id},
                      {"claims",
                       {{"subject_role", {{{"system", test::own_jobs}, {"code", "care_manager"}}}},
                        {"purpose_of_use", {{{"system", test::act_reason}, {"code", purpose}}}}}}};
            if (!renkei.is_null()) {
                said["renkei"] = renkei;
            }
            server->add_client(id, {.jwks = test::jwks({&key}), .iua = said});
        };
        user("care", "TREAT", {});
        user("emergency", "BTG", {{"emergency_reason", reason}});
        user("no-reason", "BTG", {});
        server->add_client("login", {.jwks = test::jwks({&key}),
                                     .iua = {{"user", "login"}, {"claims", {{"person_id", person}}}}});
        const std::string keys = (folder.path() / "jwks.json").string();
        ASSERT_TRUE(base::write_file(keys, server->keys(), base::Overwrite::yes));
        const std::vector<std::string> tokens{"--token-issuer", server->issuer(), "--token-keys", keys};
        site = std::make_unique<Site>(folder.path() / "a", authority, "gateway-a", sharing + store());
        const auto add = [&](const std::string& id, std::vector<std::string> options) {
            options.insert(options.end(), tokens.begin(), tokens.end());
            site->add_peer(id, options);
        };
        site->add_peer("clinic", {"--role", "clinic", "--number", "institution:9910000018"});
        add("town", {"--role", "municipality", "--number", "insurer:990010"});
        add("plan-office", {"--role", "care_manager", "--number", "office:9970100021"});
        add("stranger", {"--role", "care_manager", "--number", "office:9970100013"});
        add("portal", {"--role", "portal"});
        site->command({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01"});
        site->command({"registration", "add", person, "--office", "office:9970100021", "--service-type", "43",
                       "--makes-plan", "yes", "--method", "card", "--user", "suzuki"});
        site->start();
        opinion = path_of(
            site->client("clinic").post("/documents", "application/json", fixture("opinion/full.json")));
    }
    void TearDown() override {
        if (site != nullptr) {
            site->stop();
        }
    }
    Client::Headers as(const std::string& user, const std::string& peer) {
        Client client((folder.path() / "certificates" / peer).string(), authority.file(), "127.0.0.1",
                      server->port());
        const Reply reply = client.post(
            "/token", form_type,
            token_request(user, key, server->token_endpoint(), site->address(), std::to_string(++requests)));
        EXPECT_EQ(reply.status, 200) << reply.body;
        return {
            {"Authorization", "Bearer " + json::parse(reply.body, nullptr, false).value("access_token", "")}};
    }
    Reply read(const std::string& user, const std::string& path, const std::string& peer = "plan-office") {
        return site->client(peer).get(path, as(user, peer));
    }
    // As of an id that is not there: nothing says that the document is.
    void expect_nothing(const std::string& user, const std::string& peer = "plan-office") {
        const Reply real = read(user, opinion, peer);
        EXPECT_EQ(real.status, 404) << user << peer << real.body;
        EXPECT_EQ(real.body, read(user, no_document, peer).body) << user << peer;
    }
    void expect_refused(const std::string& user, std::string_view claim) {
        const Reply refused = read(user, opinion);
        EXPECT_EQ(refused.status, 401) << refused.body;
        EXPECT_NE(refused.body.find(claim), std::string::npos) << refused.body;
        EXPECT_EQ(refused.body, read(user, no_document).body);
    }
    void let_by_insurer() { site->command({"insurer", "set", "990010", "--setting", "emergency=true"}); }

    test::TokenKey key{"ES384", "office-1"};
    std::unique_ptr<AuthorizationServer> server;
    std::unique_ptr<Site> site;
    std::string opinion;
    unsigned requests = 0;
};

TEST_P(Emergency, stands_for_the_consent_and_is_shown_to_the_person_with_its_reason) {
    begin("sharing: {enabled: true, emergency: true}\n");
    expect_nothing("care");
    expect_nothing("emergency"); // the insurer does not let it
    let_by_insurer();
    expect_refused("no-reason", "emergency_reason");
    expect_nothing("emergency", "stranger");
    expect_nothing("care");
    const Reply opened = read("emergency", opinion);
    EXPECT_EQ(opened.status, 200) << opened.body;
    site->command({"consent", "give", person, "--channel", "renewal"});
    site->command({"consent", "withdraw", person});
    expect_nothing("care");
    EXPECT_EQ(read("emergency", opinion).status, 200) << "also against a withdrawal";

    const auto list = [&](const std::string& format) {
        return site->command({"audit", "list", "--emergencies", "--format", format});
    };
    EXPECT_TRUE(eventually(
        [&] {
            const std::string report = site->command({"audit", "report", "--person", person});
            return report.find(
                       "in an emergency without the consent (the consent was withdrawn)] (stated as an "
                       "emergency: " +
                       reason) != std::string::npos;
        },
        20))
        << site->command({"audit", "report", "--person", person});
    EXPECT_NE(list("text").find("emergency=" + reason), std::string::npos) << list("text");
    EXPECT_EQ(list("text").find("TREAT"), std::string::npos) << "no other requests";
    EXPECT_NE(list("json").find(R"("purposeOfEvent":[{"coding":[{"system":"http://terminology.hl7.org/)"
                                R"(CodeSystem/v3-ActReason","code":"BTG"}],"text":")" +
                                reason),
              std::string::npos)
        << list("json");

    Client::Headers login = as("login", "portal");
    login["Accept"] = "text/html";
    const Reply own = site->client("portal").get("/my/access", login);
    ASSERT_EQ(own.status, 200) << own.body;
    EXPECT_NE(own.body.find("緊急時の閲覧として求められました。機関が示した理由：" + reason),
              std::string::npos)
        << own.body;
    EXPECT_NE(own.body.find("同意によらない緊急時の閲覧（"), std::string::npos) << own.body;
    EXPECT_EQ(site->log().find(reason), std::string::npos);
}

TEST_P(Emergency, is_none_while_the_operator_has_not_switched_it_on) {
    begin("sharing: {enabled: true}\n");
    let_by_insurer();
    expect_refused("emergency", "sharing.emergency");
    site->command({"consent", "give", person, "--channel", "renewal"});
    EXPECT_EQ(read("care", opinion).status, 200);
    expect_refused("emergency", "TREAT"); // it is no care either
}

INSTANTIATE_TEST_SUITE_P(On, Emergency, testing::Values(Database::sqlite, Database::postgres), name_of);

} // namespace
} // namespace renkei::e2e::emergency_test
