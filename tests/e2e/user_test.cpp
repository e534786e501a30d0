// A request that names its user: the token of an authorization server, over mutual TLS, at the whole program.
#include "gateway/core/base/file.h"

#include "authorization_server.h"
#include "site.h"
#include <gtest/gtest.h>

namespace renkei::e2e::user_test {
namespace {

using nlohmann::json;

class Region {
public:
    Region()
        : authority_(folder_.path()),
          site_(folder_.path() / "a", authority_, "gateway-a"),
          server_(authority_.server("auth"), authority_.file()) {
        server_.add_client(
            "office-system",
            {.jwks = test::jwks({&client_key_}),
             .iua = {{"user", "user-17"},
                     {"claims",
                      {{"subject_name", "連携 花子"},
                       {"subject_role", {{{"system", test::own_jobs}, {"code", "care_manager"}}}},
                       {"purpose_of_use", {{{"system", test::act_reason}, {"code", "TREAT"}}}}}}}});
        put_keys();
        site_.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013",
                                        "--token-issuer", server_.issuer(), "--token-keys", keys_file()});
        site_.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
        site_.start();
    }
    ~Region() { site_.stop(); }

    // What the peer's system does: it asks for a token with its own certificate.
    std::string token(const std::string& peer = "care-manager", const std::string& resource = {}) {
        Client client((folder_.path() / "certificates" / peer).string(), authority_.file(), "127.0.0.1",
                      server_.port());
        const Reply reply = client.post("/token", "application/x-www-form-urlencoded",
                                        token_request("office-system", client_key_, server_.token_endpoint(),
                                                      resource.empty() ? site_.address() : resource,
                                                      std::to_string(++requests_)));
        EXPECT_EQ(reply.status, 200) << reply.body;
        const json body = json::parse(reply.body, nullptr, false);
        return body.is_object() ? body.value("access_token", "") : "";
    }
    Reply ask(const std::string& token, const std::string& peer = "care-manager") const {
        return site_.client(peer).get("/documents", {{"Authorization", "Bearer " + token}});
    }
    bool comes_to_answer(const std::string& token, int status) const {
        return eventually([&] { return ask(token).status == status; }, 20);
    }
    void enter_keys() {
        put_keys();
        site_.command({"peer", "add", "--replace", "--id", "care-manager", "--token-keys", keys_file()});
    }
    std::string trail() const { return site_.command({"audit", "list", "--format", "text"}); }
    Site& site() { return site_; }
    AuthorizationServer& server() { return server_; }

private:
    std::string keys_file() const { return (folder_.path() / "jwks.json").string(); }
    void put_keys() const {
        ASSERT_TRUE(base::write_file(keys_file(), server_.keys(), base::Overwrite::yes));
    }

    Folder folder_;
    Authority authority_;
    Site site_;
    test::TokenKey client_key_{"ES384", "office-1"};
    AuthorizationServer server_;
    unsigned requests_ = 0;
};

TEST(A_user, behind_a_peer_is_named_by_a_token_and_in_the_audit) {
    Region region;
    const std::string token = region.token();
    const Reply reply = region.ask(token);
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(region.ask(token).status, 200) << "until it expires";
    EXPECT_EQ(region.site().client("care-manager").get("/documents").status, 200) << "without one, as before";
    const std::string trail = region.trail();
    EXPECT_NE(trail.find("user=user-17 job=care_manager purpose=http://terminology.hl7.org/CodeSystem/"
                         "v3-ActReason|TREAT issuer=" +
                         region.server().issuer()),
              std::string::npos)
        << trail;
    EXPECT_EQ(trail.find("花子"), std::string::npos) << "names stay with the peer";
    EXPECT_EQ(region.site().log().find("花子"), std::string::npos);
    EXPECT_EQ((trail + region.site().log()).find(token), std::string::npos);
}

TEST(A_user, of_a_token_that_was_stolen_or_is_for_another_is_refused) {
    Region region;
    const std::string token = region.token();
    const Reply thief = region.ask(token, "hospital");
    EXPECT_EQ(thief.status, 401);
    EXPECT_NE(thief.body.find("token-unexpected"), std::string::npos) << thief.body;
    region.site().command({"peer", "add", "--replace", "--id", "hospital", "--token-issuer",
                           region.server().issuer(), "--token-keys",
                           (region.site().folder().parent_path() / "jwks.json").string()});
    EXPECT_TRUE(eventually(
        [&] { return region.ask(token, "hospital").body.find("token-binding-wrong") != std::string::npos; },
        20))
        << "the same server, another certificate";
    const Reply other = region.ask(region.token("care-manager", "https://other.example.jp"));
    EXPECT_EQ(other.status, 401);
    EXPECT_NE(other.body.find("token-audience-wrong"), std::string::npos) << other.body;
    EXPECT_NE(other.headers.at("www-authenticate").find("invalid_token"), std::string::npos);
    EXPECT_NE(region.trail().find("reason=token-binding-wrong"), std::string::npos) << region.trail();
}

TEST(A_user, is_known_by_new_keys_without_a_restart) {
    Region region;
    const std::string old_token = region.token();
    region.server().rotate();
    const std::string new_token = region.token();
    EXPECT_EQ(region.ask(new_token).status, 401);
    region.enter_keys(); // old and new
    EXPECT_TRUE(region.comes_to_answer(new_token, 200));
    EXPECT_EQ(region.ask(old_token).status, 200);
    region.server().retire();
    region.enter_keys();
    EXPECT_TRUE(region.comes_to_answer(old_token, 401));
    EXPECT_EQ(region.ask(new_token).status, 200);
}

} // namespace
} // namespace renkei::e2e::user_test
