// Requests with access tokens: what the server reads, whom it asks, and how it refuses.
#include "gateway/network/audit/facts.h"
#include "gateway/network/http/bearer.h"
#include "gateway/network/tls/certificate.h"
#include "generated/messages/tokens.h"

#include "tests/http/test_server.h"
#include <gtest/gtest.h>

namespace renkei::http::test::token_test {
namespace {

std::string asking(std::string_view headers) { return request("GET", "/echo/hello", headers); }

TEST(Bearer, is_read_from_the_one_header) {
    const auto token = [](net::Fields headers) {
        const auto read = bearer_token(headers);
        return read ? std::string(*read) : "refused";
    };
    EXPECT_EQ(token({}), "");
    EXPECT_EQ(token({{"Authorization", "Bearer a.b.c"}}), "a.b.c");
    EXPECT_EQ(token({{"authorization", "bEARER a.b.c"}}), "a.b.c") << "RFC 9110 §11.1: schemes in any case";
    EXPECT_EQ(token({{"Authorization", "Basic dTpw"}}), "") << "another scheme says nothing here";
    EXPECT_EQ(token({{"Authorization", "Bearers a.b.c"}}), "");
    EXPECT_EQ(token({{"Authorization", "Bearer"}}), "refused");
    EXPECT_EQ(token({{"Authorization", "Bearer  "}}), "refused");
    EXPECT_EQ(token({{"Authorization", "Bearer a.b.c"}, {"Authorization", "Bearer a.b.c"}}), "refused");
    EXPECT_EQ(token({{"Authorization", "Basic dTpw"}, {"authorization", "Bearer a.b.c"}}), "refused");
}

TEST(Token, of_a_user_reaches_the_handler_and_its_certificate_is_the_callers) {
    std::string shown;
    std::string base;
    TestServer server({}, [&](const tokens::PresentedToken& presented) -> diag::Result<policy::User> {
        EXPECT_EQ(presented.token, "a.b.c");
        EXPECT_EQ(presented.peer.id, "hospital");
        base = presented.base;
        shown = presented.certificate_sha256;
        return policy::User{.subject = "user-17", .job = "doctor"};
    });
    const auto got = server.hospital().ask(asking("Authorization: Bearer a.b.c\r\n"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(got->body, "echo hospital:user-17/doctor hello  0 ");
    EXPECT_EQ(base, "https://127.0.0.1:" + std::to_string(server.port()));
    EXPECT_EQ(shown, tls::read_pem(certificates().pem("hospital")).value().sha256);
    EXPECT_TRUE(server.events().empty());
}

TEST(Token, that_is_wrong_refuses_the_request_and_is_audited_without_it) {
    TestServer server({}, [](const tokens::PresentedToken&) -> diag::Result<policy::User> {
        return diag::fail(diag::message::token_expired, {});
    });
    Client client = server.hospital();
    const auto got = client.ask(request("POST", "/echo/hello", "Authorization: Bearer se.cr.et\r\n", "body"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 401);
    EXPECT_EQ(got->header("WWW-Authenticate"),
              R"(Bearer error="invalid_token", error_description="token-expired")");
    EXPECT_EQ(got->body.find("se.cr.et"), std::string::npos);
    ASSERT_EQ(server.events().size(), 1U);
    const audit::Event event = server.events()[0];
    EXPECT_EQ(event.reason, "token-expired");
    EXPECT_EQ(event.peer, "hospital");
    EXPECT_EQ(event.outcome, audit::Outcome::minor);
    EXPECT_EQ(audit::to_facts(event, "").find("se.cr.et"), std::string::npos);
    EXPECT_EQ(client.ask(asking("")).value_or(Got{}).status, 200) << "the connection goes on, without a user";
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(client.ask(asking("Authorization: Bearer se.cr.et\r\n")).value_or(Got{}).status, 401);
    }
    EXPECT_EQ(server.events().size(), 21U) << "each one, as each reading";
    EXPECT_EQ(server.stop_and_read_log().find("se.cr.et"), std::string::npos);
}

TEST(Token, at_which_the_gateway_itself_fails_is_no_wrong_one) {
    TestServer server({}, [](const tokens::PresentedToken&) -> diag::Result<policy::User> {
        return diag::fail(diag::message::token_jobs_unread, {});
    });
    const auto got = server.hospital().ask(asking("Authorization: Bearer a.b.c\r\n"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 503);
    EXPECT_EQ(got->header("WWW-Authenticate"), "") << "the client would get another token, and that again";
    EXPECT_NE(got->body.find("token-jobs-unread"), std::string::npos) << got->body;
}

TEST(Token, is_refused_where_no_tokens_are_read) {
    TestServer server;
    const auto got = server.hospital().ask(asking("Authorization: Bearer a.b.c\r\n"));
    EXPECT_EQ(got.value_or(Got{}).status, 401);
    EXPECT_NE(got->body.find("token-unexpected"), std::string::npos) << got->body;
    EXPECT_EQ(server.hospital().ask(asking("Authorization: Basic dTpw\r\n")).value_or(Got{}).status, 200);
    EXPECT_EQ(server.hospital().ask(request("GET", "/echo/hello?access_token=a.b.c")).value_or(Got{}).status,
              200)
        << "no token: it stands in no header";
}

TEST(Token, twice_is_a_bad_request) {
    TestServer server;
    const auto got =
        server.hospital().ask(asking("Authorization: Bearer a.b.c\r\nAuthorization: Bearer d.e.f\r\n"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 400);
    EXPECT_EQ(got->header("WWW-Authenticate"), R"(Bearer error="invalid_request")");
    EXPECT_EQ(server.events().size(), 1U);
}

TEST(Token, of_one_request_says_nothing_of_the_next) {
    TestServer server({}, [](const tokens::PresentedToken&) -> diag::Result<policy::User> {
        return policy::User{.subject = "user-17"};
    });
    Client client = server.hospital();
    EXPECT_EQ(client.ask(asking("Authorization: Bearer a.b.c\r\n")).value_or(Got{}).body,
              "echo hospital:user-17/ hello  0 ");
    EXPECT_EQ(client.ask(asking("")).value_or(Got{}).body, "echo hospital hello  0 ");
}

TEST(Token, that_cannot_be_audited_as_refused_is_a_503) {
    TestServer server;
    server.refuse_audit();
    EXPECT_EQ(server.hospital().ask(asking("Authorization: Bearer a.b.c\r\n")).value_or(Got{}).status, 503);
}

} // namespace
} // namespace renkei::http::test::token_test
