// A portal at the whole program: a person logs in there, and sees over mutual TLS what is kept about them,
// who looked, and consents.
#include "gateway/core/base/file.h"

#include "authorization_server.h"
#include "site.h"
#include <gtest/gtest.h>

#include <regex>

namespace renkei::e2e::portal_test {
namespace {

using nlohmann::json;

const std::string person = "insurer:990010|0000001016"; // of the insured card
const std::string other = "insurer:990010|0000000109";

class Portal {
public:
    Portal()
        : authority_(folder_.path()),
          site(folder_.path() / "a", authority_, "gateway-a", "sharing: {enabled: true}\n"),
          server_(authority_.server("auth"), authority_.file()) {
        for (const auto& [client, who] : {std::pair("hanako", person), std::pair("taro", other)}) {
            server_.add_client(client, {.jwks = test::jwks({&key_}),
                                        .iua = {{"user", std::string("login-of-") + client},
                                                {"claims", {{"person_id", who}}}}});
        }
        const std::string keys = (folder_.path() / "jwks.json").string();
        EXPECT_TRUE(base::write_file(keys, server_.keys(), base::Overwrite::yes));
        site.add_peer("portal",
                      {"--role", "portal", "--token-issuer", server_.issuer(), "--token-keys", keys});
        site.add_peer("town", {"--role", "municipality", "--number", "insurer:990010", "--number",
                               "office:9970102001"});
        site.command({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01"});
        site.start();
        const Reply sent = site.client("town").post(
            "/documents", "text/csv;charset=windows-31j",
            fixture("insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV"));
        EXPECT_EQ(sent.status, 201) << sent.body;
    }
    ~Portal() { site.stop(); }

    // Of this person's login, asked for by the portal with its certificate.
    std::string token(const std::string& login) {
        Client client((folder_.path() / "certificates" / "portal").string(), authority_.file(), "127.0.0.1",
                      server_.port());
        const Reply reply = client.post("/token", "application/x-www-form-urlencoded",
                                        token_request(login, key_, server_.token_endpoint(), site.address(),
                                                      std::to_string(++requests_)));
        EXPECT_EQ(reply.status, 200) << reply.body;
        return json::parse(reply.body, nullptr, false).value("access_token", "");
    }
    Client::Headers as(const std::string& login) {
        return {{"Authorization", "Bearer " + token(login)}, {"Accept", "text/html"}};
    }
    Reply get(const std::string& path, const std::string& login = "hanako") {
        return site.client("portal").get(path, as(login));
    }
    Reply post(const std::string& act, const std::string& form, const std::string& login = "hanako") {
        return site.client("portal").post("/my/consent", "application/x-www-form-urlencoded",
                                          "form=" + form + "&act=" + act + "&sure=yes", as(login));
    }
    static std::string form_in(const Reply& page) {
        std::smatch found;
        EXPECT_TRUE(std::regex_search(page.body, found, std::regex("name=\"form\" value=\"([^\"]+)\"")))
            << page.body;
        return found.str(1);
    }
    static bool has(const Reply& reply, const std::string& part) {
        return reply.body.find(part) != std::string::npos;
    }

private:
    Folder folder_;
    Authority authority_;

public:
    Site site;

private:
    test::TokenKey key_{"ES384", "portal-1"};
    AuthorizationServer server_;
    unsigned requests_ = 0;
};

TEST(A_person, sees_by_way_of_a_portal_what_is_kept_and_who_looked_and_consents) {
    Portal portal;
    const Reply page = portal.get("/my");
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_TRUE(Portal::has(page, "要介護度")) << page.body;
    EXPECT_EQ(portal.get("/my", "taro").status, 404) << "nothing is kept about this one";
    EXPECT_TRUE(Portal::has(portal.get("/my/access"), "文書（または新しい版）の送信"));

    const Reply given = portal.post("give", Portal::form_in(page));
    EXPECT_EQ(given.status, 303) << given.body;
    EXPECT_EQ(given.headers.at("location"), "../my");
    const std::string consents = portal.site.command({"consent", "list", person});
    EXPECT_NE(consents.find("browser"), std::string::npos) << consents;
    EXPECT_TRUE(Portal::has(portal.get("/my"), "現在、同意しています"));
    EXPECT_EQ(portal.post("withdraw", Portal::form_in(portal.get("/my"))).status, 303);
    EXPECT_EQ(portal.post("withdraw", "1.x").status, 403);

    const std::string trail = portal.site.command({"audit", "list", "--format", "text"});
    for (const char* const part :
         {"own-view", "own-access", "consent-give", "consent-withdraw", "login-of-hanako"}) {
        EXPECT_NE(trail.find(part), std::string::npos) << part << "\n" << trail;
    }
    EXPECT_EQ((trail + portal.site.log()).find("0000001016"), std::string::npos);
}

TEST(A_person, sees_by_way_of_a_portal_how_the_certification_stands) {
    Portal portal;
    EXPECT_FALSE(Portal::has(portal.get("/my"), "要介護認定の進み具合"));
    const std::string started = portal.site.command({"certification", "start", person, "--kind", "renewal"});
    const std::string id = started.substr(0, started.find(' '));
    const Reply page = portal.get("/my");
    EXPECT_TRUE(Portal::has(page, "要介護認定の進み具合")) << page.body;
    EXPECT_TRUE(Portal::has(page, "次は、調査員がうかがい")) << page.body;
    portal.site.command({"certification", "step", person, id, "--step", "survey"});
    EXPECT_TRUE(Portal::has(portal.get("/my"), "次は、主治医の意見書が届くのを待ちます"));
    portal.site.command({"certification", "withdraw", person, id});
    EXPECT_TRUE(Portal::has(portal.get("/my"), "申請は、結果が出ないまま終わりました"));
    const std::string report = portal.site.command({"audit", "report", "--person", person});
    EXPECT_NE(report.find("withdrew the application for certification"), std::string::npos) << report;
}

TEST(A_portal, reads_nothing_but_the_person_of_its_token) {
    Portal portal;
    EXPECT_EQ(portal.get("/documents").status, 403);
    EXPECT_EQ(portal.get("/fhir/Patient?identifier=x").status, 403);
    EXPECT_EQ(portal.site.client("portal").get("/my").status, 401) << "without a token";
    EXPECT_EQ(portal.site.client("town").get("/my").status, 403);
    EXPECT_EQ(portal.get("/my?person=insurer:990010%7C0000000109").status, 400);
}

} // namespace
} // namespace renkei::e2e::portal_test
